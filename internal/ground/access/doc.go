// Package access owns people, how they sign in, what they may do, and every
// secret that lets somebody in. It knows agencies and groups only as opaque ids.
//
//	g, err := access.Open(d, log, keys, access.ASVS())
//	in, err := g.SignIn(ctx, access.Attempt{Login: …, Password: …})
//	actor, _, err := g.Enter(ctx, in.Token, origin)
//	err = g.Ask(tx, actor, access.AnswerEdit, access.Resource{Agency: …, Phase: …})
//
// # Who may
//
// All rules stand in policy/policy.cedar: deny by default, a forbid wins. Ask
// reads in its own transaction whether session or token, person and grants are
// in force, so that what was ended or revoked is refused from then on; nothing
// the caller holds is believed. Explain says in words what decided, and what
// would be needed. Nobody appraises an agency whose officer or head one is or
// was; an admin touches no score; an auditor reads everything, changes nothing.
//
// # States
//
//	account   invited (no password) → open → closed (→ open)
//	grant     [from, to), ended early by Revoke; a delegation ends with its source
//	link      fresh → used | revoked | expired; used by compare-and-swap, once
//	session   needs second factor | enrolment | new password → full → ended
//
// # Secrets
//
// Sessions, links, devices and API tokens are 256 random bits, kept as SHA-256.
// Passwords are argon2id, hashed outside of transactions; a semaphore bounds
// how many at once, a queue how many wait, and beyond it is unavailable. No
// account has a password that somebody else chose: a new one gets a link. Seeds
// of second factors and contacts lie sealed (AES-256-GCM) under a key outside
// of the database. An unknown, closed or invited login costs the same hash and
// the same two transactions as a known one.
//
// # Guesses
//
// A guess is counted before it is hashed and given back when it was right. Each
// source has a budget that refills evenly (attempt.go): it slows and never locks.
// A stranger draws on three: login with network, login, network. A device on
// which the person has signed in before (it holds a token) draws on its own
// budget only, and one in a network from which the person has signed in on that
// of login with network. So an outsider who spends the login's budget from
// anywhere, or a colleague who spends the network's, slows strangers only; open
// sessions and one-time links never ask for a budget. Logins that do not exist
// slow alike.
package access
