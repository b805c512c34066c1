package codes

import (
	"strings"

	"fabbisogno/datasets/series"
)

// Item is one code of a list.
type Item struct {
	List  string
	Code  string
	Label Text
	// Parent is a code of the same list, empty at the top.
	Parent string
	// Level is the place in the classification, in words of the list: total,
	// country, macro_area, region, province, section, division, major ...
	Level string
	// Attrs are the further columns of the list by name; empty cells are left out.
	Attrs map[string]string
}

// Ref is the item as a code of a series key.
func (it Item) Ref() series.Code { return series.Code{List: it.List, Value: it.Code} }

// Covers are the codes of a list (ateco2007, nace2_1, nuts2021) that the item covers,
// from the column named after that list; nil when nothing is said.
func (it Item) Covers(list string) []string { return strings.Fields(it.Attrs[list]) }

// List is a code list. The zero List is empty.
type List struct {
	ID    string
	Items []Item // in file order

	byCode  map[string]int
	byLabel map[string]int
}

// Find is the item of a code.
func (l List) Find(code string) (Item, bool) {
	i, ok := l.byCode[code]
	if !ok {
		return Item{}, false
	}
	return l.Items[i], true
}

// FindLabel is the item of a name in either language. Case, runs of blanks and
// the form of apostrophes and dashes do not matter. A name that several items carry (Valle
// d'Aosta is a region and a province) finds the first of the list, which is
// the larger: lists go from the whole to the parts.
func (l List) FindLabel(label string) (Item, bool) {
	i, ok := l.byLabel[foldLabel(label)]
	if !ok {
		return Item{}, false
	}
	return l.Items[i], true
}

// Total is the item that stands for the whole list: level total or country.
func (l List) Total() (Item, bool) {
	for _, it := range l.Items {
		if it.Level == "total" || it.Level == "country" && it.Parent == "" {
			return it, true
		}
	}
	return Item{}, false
}

// Level are the items of one level, in file order.
func (l List) Level(level string) []Item {
	var out []Item
	for _, it := range l.Items {
		if it.Level == level {
			out = append(out, it)
		}
	}
	return out
}

// Children are the items whose parent is code, in file order.
func (l List) Children(code string) []Item {
	var out []Item
	for _, it := range l.Items {
		if it.Parent == code {
			out = append(out, it)
		}
	}
	return out
}

var labelFolder = strings.NewReplacer("’", "'", "‘", "'", "`", "'", "–", "-", "—", "-", "\u00a0", " ")

// SameLabel says whether two names are the same but for case, blanks and the form
// of apostrophes and dashes.
func SameLabel(a, b string) bool { return foldLabel(a) == foldLabel(b) }

// foldLabel is the form in which names are compared.
func foldLabel(label string) string {
	return strings.Join(strings.Fields(strings.ToLower(labelFolder.Replace(label))), " ")
}
