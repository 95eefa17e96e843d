/** The words that leaked passwords are made of most often, a list per language or theme, in lower case. */
const WORDS = `
password passwort passwd passw passphrase motdepasse contrasena senha parola wachtwoord kennwort geheim secret
welcome willkommen bienvenue letmein changeme default guest temp temporary test testing tester login signin logon
admin administrator root user username master superuser system server computer internet google facebook windows
microsoft linkedin adobe apple samsung android iphone nokia oracle cisco network security secure access account
qwerty qwertz azerty asdf zxcv iloveyou loveyou iloveu love lover lovely loveme forever always please hello hallo
bonjour hola trustno trust nothing whatever freedom dragon monkey tiger lion eagle falcon phoenix panther bear
wolf shark dolphin butterfly kitten kitty bunny puppy buster cookie pepper ginger chocolate cheese banana orange
cherry peanut coffee sunshine sunflower flower rainbow summer winter spring autumn monday tuesday wednesday thursday
friday saturday sunday january february march april june july august september october november december
football fussball baseball basketball soccer hockey golf tennis liverpool chelsea arsenal barcelona juventus yankees
lakers cowboys steelers eagles rangers superman batman spiderman ironman starwars startrek pokemon pikachu naruto
matrix gandalf merlin minecraft fortnite nintendo playstation princess prince queen king angel angels devil heaven
jesus christ blessed family mother father sister brother daniel michael michelle jennifer jessica ashley nicole
amanda andrew anthony charlie thomas robert jordan joshua matthew william george hunter harley killer maggie
jasmine taylor hannah samantha elizabeth alexander victoria diamond silver golden gold platinum mercedes ferrari
porsche mustang corvette yamaha honda money dollar rich lucky winner number magic shadow ninja pirate warrior
soldier ranger knight wizard hacker thunder lightning storm blink purple yellow black white green blue crystal
company office business support service manager sales helpdesk database backup demo sample example private public
`

/** Longest first, so that the longer word is found before one inside it. */
export const COMMON_WORDS: readonly string[] = WORDS.trim()
  .split(/\s+/)
  .toSorted((a, b) => b.length - a.length)
