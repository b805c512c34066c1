// Package sample makes the demonstration data: files in the sources' own
// formats, filled by a model instead of a survey, so that the whole study can
// be run where there is no network and no file.
//
// It answers: what would the files look like that the ingest reads, if they
// said what is published, and something plausible where nothing is. On 20
// November 2026 these would have been out:
//
//   - one Excelsior-like workbook a month from 2015 to October 2026, and one of
//     Piedmont since November 2022, with the groups of occupations that the national
//     one gives for Italy only;
//   - the job vacancy rate of ISTAT (534_1038) in two editions, so that there is
//     a revision;
//   - employed persons (children of 150_938) by region and industry, by
//     citizenship, by occupation, and the unemployment rate (a child of 151_914);
//   - Eurostat's unemployed by last occupation, employees and temporary employees.
//
// Everything is marked on its face: the file name, a line on every sheet, the
// note NOTE_DS of every SDMX row.
//
// The model: entries of a sector are level x season x closures of 2020 x noise
// (first-order autoregressions of PCG with the seed), then scaled until every
// printed number of that month is met within half of its last digit. Regions,
// occupations and shares follow fixed tables (data/*.csv, which say cell by cell
// what is published and what is assumed) and are raked to the sectors' margins.
//
// Invariants:
//
//   - Same seed, same bytes; processors, time zone and clock do not matter.
//   - Totals equal the published ones where package published holds them; spans
//     of several months and figures of other populations are not used.
//   - Sectors add to the total and occupations to sectors exactly; regions by
//     sector and by occupation add up to rounding to tens.
//   - Agriculture enters in June 2025 and not before, as in the source.
//   - "-" stands for what is too small to show, never for zero.
//
// The unadjusted unemployment rate is calibrated on printed rates that are
// seasonally adjusted, because those are the ones printed. The package refuses
// to say anything about the labour market: it is a fixture, not an estimate.
package sample
