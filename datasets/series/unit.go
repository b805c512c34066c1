package series

import "slices"

// additive are the units of counts: values of parts that do not overlap may be
// added up, and a value may be split by weights. Rates, changes, indices and
// means may not, whatever their unit is called; sums of money and hours stand
// for means as often as for totals and are left out.
var additive = [...]string{"persons", "thousand_persons", "count"}

// IsAdditive says whether values of a unit are counts, which may be summed and split.
func IsAdditive(unit string) bool { return slices.Contains(additive[:], unit) }
