package catalog

import (
	"maps"
	"slices"
	"strings"
)

// unit is a unit of measurement and how the ids of its indicators end.
type unit struct{ name, suffix string }

// units are all units an indicator may have. A percentage, a percentage change
// and a difference in percentage points are three units.
var units = [...]unit{
	{"pct", "_pct"},         // share or rate, 0 to 100
	{"pct_change", "_pct"},  // relative change, may be negative
	{"pp", "_pp"},           // difference of two percentages
	{"persons", "_persons"}, //
	{"thousand_persons", "_thousand"},
	{"count", "_count"},           // of things that are not persons
	{"eur", "_eur"},               //
	{"national_currency", "_nac"}, // amounts in the currency of the territory
	{"index", "_index"},           // base period = 100
	{"ratio", "_ratio"},           //
	{"per_thousand", "_permille"}, // share, 0 to 1000
	{"hours", "_hours"},
	{"months", "_months"},
	{"years", "_years"},
	{"flag", "_flag"}, // 1 yes, 0 no
	{"text", "_text"}, // a printed list; the value is missing, the note holds it
}

func unitNames() []string {
	out := make([]string, len(units))
	for i, u := range units {
		out[i] = u.name
	}
	return out
}

// suffixOf is how ids of a unit end, empty for an unknown unit.
func suffixOf(name string) string {
	i := slices.IndexFunc(units[:], func(u unit) bool { return u.name == name })
	if i < 0 {
		return ""
	}
	return units[i].suffix
}

// saysAdjusted says whether an indicator id names seasonal adjustment: _sa_ before the unit.
func saysAdjusted(id, suffix string) bool { return strings.HasSuffix(id, "_sa"+suffix) }

// sameCondition says whether two conditions are met by the same rows.
func sameCondition(a, b map[string]string) bool { return maps.Equal(a, b) }

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
