// Package fetch downloads declared tables from the data services of ISTAT and
// Eurostat. It is the only network client of the program.
//
// It answers: which bytes does the service hold for this table's key and period,
// and may we ask now? What differs between providers (paths, header or parameter
// that names the form, pauses, what a ban looks like) is data: catalog.Service
// and catalog.Pacing.
//
// Invariants:
//
//   - Every call, redirects and retries too, passes one gate, which waits for the
//     provider's pause, writes the call down before it is made, and refuses while a
//     ban lasts. The memory is on disk: two runs one after the other keep the pace.
//   - Nothing is asked again after a refusal (4xx). Faults of the server, cut
//     connections and answers that end too early are, with growing pauses.
//   - Answers are judged by what they hold, not by status or declared type: web
//     pages, warnings and error messages that come as success are not data; data
//     under a wrong type are.
//   - A question that is too large (413, 414, no answer in time, a warning) is split
//     by the codes of a dimension or by period, recursively and bounded. The parts
//     together ask for exactly what the question asked for.
//   - What was downloaded is kept with its address and checksum until the whole
//     table is there; an interrupted fetch goes on where it was, within a day.
//   - Clock, sleep, transport and addresses are arguments. Certificates are always
//     verified. Sizes are counted.
//
// The package refuses addresses on other hosts that an answer names, redirects
// from https to http, and to guess: a key that the service's structure does not
// fit is said, not mended. It loads nothing: what it gives are files, and the
// addresses they came from, for package ingest.
//
// Sources: SDMX 2.1 REST (sdmx-twg/sdmx-rest), RFC 9110 (Retry-After, Range), the
// guides of the two services and recorded messages.
package fetch
