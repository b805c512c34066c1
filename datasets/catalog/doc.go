// Package catalog answers what exists: the providers, their tables and how the
// cells of a table become observations, the indicators, the parameters with
// their sources, and the studies. Everything is declared in embedded TOML:
//
//	providers/x.toml    one provider a file, its fields at the top level
//	tables/x.toml       one table a file; [[dimension]], [[measure]], [[layout]], [[break]]
//	indicators/x.toml   [[indicator]], as many as belong together
//	parameters/x.toml   [[parameter]], as many as belong together
//	studies/x.toml      one study a file
//
// Invariants, checked when the catalogue is read; every mistake is reported at
// once, sorted, with file, line, field and what is expected:
//
//   - no unknown field, no missing one, no value outside its list of words;
//   - ids are unique; a table's id begins with its provider's;
//   - providers, indicators and code lists that are named are declared;
//   - every text is there in Italian and English;
//   - the id of an indicator ends in its unit, and says so when the values are
//     seasonally adjusted (_sa);
//   - a parameter lies within its range and names its source;
//   - the key of a table is the order of its key columns;
//   - no two layouts of a workbook can match the same title.
//
// A workspace may hold folders of the same names with providers, indicators and
// tables of its own (Overlay): they are read beside the embedded files by the
// same rules, add to them and never replace one.
//
// The package refuses to guess: a flow that no table declares, as itself or as
// the child of a declared parent, has no table. Flows that ISTAT ends in
// _UNT2020 follow the survey rules before 2021 and are never taken for their
// parent's table: chaining the two would hide a break.
package catalog
