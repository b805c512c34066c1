// Package record writes what machines read of a published site: a feed of editions
// in each language (Atom, RFC 4287), a sitemap, a catalogue of the data by the Italian
// profile of DCAT-AP (DCAT-AP_IT 1.0, as RDF/XML), and how to cite an edition
// (CITATION.cff 1.2.0, BibTeX).
//
// Invariants:
//
//   - All of it comes from the records of editions, never from pages: editions built
//     now and editions kept from before are treated alike.
//   - Texts are escaped by encoders, never pasted: a label from data can't end an
//     element, a string or a field.
//   - No clock: dates are those of editions and their revisions.
//   - Addresses are absolute where the site's address is known. Where it is not, feed
//     and catalogue have relative ones, identifiers are UUIDs made from names, and there
//     is no sitemap, which may hold absolute addresses only.
//
// The package refuses to write a catalogue entry without the properties that the
// profile makes mandatory. It does not say who publishes: without a publisher in the
// settings the program's name stands there, and the catalogue says so.
package record
