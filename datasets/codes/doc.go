// Package codes answers what a code means: the code lists of the project, each
// with Italian and English names and the version of the classification it is
// taken from, the named partitions that say which codes may be added up, and the
// weighted crosswalks that lead from one version to another.
//
// The lists are embedded CSV files in data/, one a list, the file name being
// the list's id. The first columns are code, label_it, label_en, parent, level;
// further columns belong to the list. A column ateco2007, nace2_1 or nuts2021 holds the
// codes of that list which the item covers, so that sums over overlapping
// aggregates can be refused. A column partition names the
// partitions an item is a member of; partitions of whole lists stand in
// partitions.csv.
//
// Invariants, checked when the lists are read:
//
//   - a code is text and stands once in its list; every item has both languages
//     and a level; a parent is an item of the same list;
//   - the members of a partition do not overlap, and where it names a whole,
//     they cover it;
//   - the weights of a code sum to 1; no code of a linked level is without a link,
//     and every target is a code of its list.
//
// # Crosswalks
//
// The files crosswalk_*.csv link codes of two lists with weights; Set.Crosswalk
// composes them over lists in between, and Crosswalk.Apply brings a panel of
// counts over, keeping totals. Sections A to U of ATECO 2007, of its update 2022
// and of NACE Rev. 2 are the same, and so are A to V of ATECO 2025 and NACE Rev.
// 2.1; between the two, J splits in J and K, the letters after it move on by one,
// and parts of F, G, N, Q and S change sides. Istat's correspondence does not say
// how large the parts are. The weights are the shares of subcategories (of a
// division, or of the divisions of a section) by their representative 2025 code: a
// declared convention, marked assumed, and not the shares of persons. A test
// computes them from the correspondence. Weights from data take their place by a
// crosswalk file in the workspace. Weight 1 means that every representative code
// lies in the target; subcategories with several 2025 codes may still have lesser
// ones elsewhere.
//
// A rate is not split: Apply refuses it, unless the code stands for the same in
// both lists. Aggregates are not split either: they are linked where they are the
// same union in both lists, and are otherwise the sum of their bridged parts.
//
// Territory codes are NUTS 2021. ISTAT keeps the letters of NUTS 2006 in its
// REF_AREA (ITD3 is Veneto, NUTS ITH3), so that joining on the code drops
// seven regions in silence: Set.NUTS is the only way from one to the other.
// Codes of ISTAT with no NUTS twin are a list of their own, istat_ref_area.
//
// Industry codes are those of five lists: ateco2007, with the aggregates ISTAT adds
// (0010, 0011 ...), which overlap; ateco2022; ateco2025; nace2 and nace2_1, with
// the aggregates of Eurostat (B-F, G-I ...) and divisions as it writes them (C10).
// nuts2016 holds the eight provinces of Sardinia that NUTS 2021 does not have.
// Occupation names of CP2021 are ISTAT's at
// the level of major groups; where the official heading of a two-digit group
// was not at hand (2.7, 5.4, 5.5) its Italian name describes the classes below
// it. English names of CP2021 are ours: ISTAT publishes none.
//
// The package refuses to guess a code from a name that is not written as a list
// writes it, and to add up codes that overlap (Disjoint, Covers, Sum). CP2021 and
// ISCO-08 are linked at the level of major groups by their headings alone, and
// marked assumed: no published table was found.
package codes
