-- Workers leave events to whoever is at them: that takes a row lock, which takes the right to update.
grant update (queued_at) on notice_queue to pit_app;
