// Package published holds the figures that institutions printed and that the
// study rests on: one embedded CSV file a table, every row with the page it was
// read from.
//
// One schema in all files, UTF-8, comma, LF, one header row:
//
//	id                permanent name of the row: jvr-008
//	period            2026, 2022-S1, 2024-Q2, 2026-02, or a span 2026-02/2026-04
//	territory         NUTS 2021 code (two joined by +), or a country of the Pakistani tables
//	citizenship       whose figure it is (PK); empty: everybody
//	COUNTERPART       country of destination
//	sector_group      code of the list sector_group; sector_label is the source's own word
//	OCCUPATION_LABEL  the source's own word; the printed groups have no common code
//	sex               F, M; empty: both
//	EMPLOYESS_CLASS   size class of firms, spelled as ISTAT spells it
//	CHANNEL           code of the list quota_channel
//	REF               population or edition when it is not the table's main one
//	measure           indicator of the catalogue
//	unit, value       the number as printed, in the printed unit; the catalogue scales it
//	status            empty, derived, approximate, upper_bound, text
//	source, source_url, published_on
//	derived           formula, when the number was computed from printed ones
//	note
//
// Invariants, each held by a test:
//
//   - Every row names an http page, or several separated by a blank; none is a
//     code repository.
//   - A derived row says how. A bound is never stored without the status
//     upper_bound: who reads it as a value reads it wrongly.
//   - Two rows never share period, places, codes, REF and measure.
//   - Parts add to their totals where the source prints both.
//
// Levels of the labour force survey that were only available from a code
// repository are left out; three incidences of 2019 were computed by the
// compiler of the figures over those levels and say so in the column derived.
//
// The package refuses to hold targets: the sectors that the study it follows
// chose are known to tests only, never to the program.
package published
