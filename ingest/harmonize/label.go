package harmonize

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/ingest/format"
)

// labels finds codes of a list by the names that workbooks print.
type labels struct {
	list   codes.List
	folded map[string]string // name without accents to code; empty: several codes
	totals []string          // folded names of the total
}

func newLabels(list codes.List, totals []string) *labels {
	l := &labels{list: list, folded: map[string]string{}}
	for _, it := range list.Items {
		key := format.FoldAccents(it.Label.IT)
		if _, twice := l.folded[key]; !twice {
			l.folded[key] = it.Code // the first: lists go from the whole to the parts
		}
	}
	for _, t := range totals {
		l.totals = append(l.totals, format.FoldAccents(t))
	}
	return l
}

// labels of a list, made once a file.
func (h *Harmonizer) labels(list string, totals []string) (*labels, error) {
	key := list + "\x00" + strings.Join(totals, "\x00")
	if l, ok := h.names[key]; ok {
		return l, nil
	}
	found, ok := h.codes.List(list)
	if !ok {
		return nil, fmt.Errorf("table %s: unknown code list %q", h.table.ID, list)
	}
	l := newLabels(found, totals)
	h.names[key] = l
	return l, nil
}

// find is the code of a name: as written in the list, without regard to case,
// accents and blanks, or with its code in front ("1.1 Name", "A - Name"). Code
// and name must then agree.
func (l *labels) find(text string) (series.Code, *format.Fault) {
	if code, ok := l.named(text); ok {
		return code, nil
	}
	if code, name, ok := strings.Cut(strings.TrimSpace(text), " "); ok {
		code = strings.TrimRight(code, ".):-")
		name = strings.TrimLeft(name, "-–. ")
		if it, known := l.list.Find(code); known {
			if found, ok := l.folded[format.FoldAccents(name)]; ok && found == code {
				return it.Ref(), nil
			}
			return series.Code{}, &format.Fault{Rule: "label-mismatch", Value: format.Cut(text), Hint: "correct the code or the label at the source",
				Message: fmt.Sprintf("the code %s of %s is %q, not %q", code, l.list.ID, it.Label.IT, format.Cut(name))}
		}
	}
	return series.Code{}, &format.Fault{Rule: "label", Value: format.Cut(text),
		Message: fmt.Sprintf("%q is not a name in the list %s", format.Cut(text), l.list.ID),
		Hint:    fmt.Sprintf("nearest names: %s; or add it to datasets/codes/data/%s.csv", strings.Join(l.nearest(format.FoldAccents(text), 3), ", "), l.list.ID)}
}

// named is the code of a name alone.
func (l *labels) named(text string) (series.Code, bool) {
	key := format.FoldAccents(text)
	if slices.Contains(l.totals, key) {
		if it, ok := l.list.Total(); ok {
			return it.Ref(), true
		}
	}
	if it, ok := l.list.FindLabel(text); ok {
		return it.Ref(), true
	}
	code, ok := l.folded[key]
	return series.Code{List: l.list.ID, Value: code}, ok
}

// nearest are the names written most like a folded text, by shared pairs of letters.
func (l *labels) nearest(key string, n int) []string {
	type candidate struct {
		name  string
		score float64
	}
	var all []candidate
	for _, it := range l.list.Items {
		all = append(all, candidate{it.Label.IT, likeness(key, format.FoldAccents(it.Label.IT))})
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
	var out []string
	for _, c := range all[:min(n, len(all))] {
		out = append(out, fmt.Sprintf("%q", c.name))
	}
	return out
}

// likeness is Dice's coefficient of letter pairs, 0 to 1.
func likeness(a, b string) float64 {
	pairs := func(s string) map[string]int {
		out := map[string]int{}
		r := []rune(s)
		for i := 1; i < len(r); i++ {
			out[string(r[i-1:i+1])]++
		}
		return out
	}
	x, y := pairs(a), pairs(b)
	shared, total := 0, 0
	for k, n := range x {
		shared += min(n, y[k])
		total += n
	}
	for _, n := range y {
		total += n
	}
	if total == 0 {
		return 0
	}
	return 2 * float64(shared) / float64(total)
}
