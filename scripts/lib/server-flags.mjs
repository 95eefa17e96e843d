/**
 * What Node is started with where it serves. V8 is to keep the memory it once took: when little is allocated it gives memory
 * back, for which it stops everything for 88 to 290 ms, in all nodes under the same load at about the same time, and collects its
 * then smaller nursery five times as often. The Dockerfile says the same.
 */
export const SERVER_FLAGS = ['--no-memory-reducer']
