// Package codes answers what a code means: the code lists of the project, each
// with Italian and English names and the version of the classification it is
// taken from, and the named partitions that say which codes may be added up.
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
//     they cover it.
//
// Territory codes are NUTS 2021. ISTAT keeps the letters of NUTS 2006 in its
// REF_AREA (ITD3 is Veneto, NUTS ITH3), so that joining on the code drops
// seven regions in silence: Set.NUTS is the only way from one to the other.
// Codes of ISTAT with no NUTS twin are a list of their own, istat_ref_area.
//
// Industry codes are ATECO 2007 (NACE Rev. 2), with the aggregates ISTAT adds
// (0010, 0011 ...), which overlap. Occupation names of CP2021 are ISTAT's at
// the level of major groups; where the official heading of a two-digit group
// was not at hand (2.7, 5.4, 5.5) its Italian name describes the classes below
// it. English names of CP2021 are ours: ISTAT publishes none.
//
// The package refuses to guess a code from a name that is not written as a
// list writes it, and to invent correspondences between classifications: there
// is no CP2021 to ISCO-08 bridge here, because no published table was found.
package codes
