package check

import (
	"hash/maphash"
	"slices"
	"strings"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/ingest/harmonize"
)

// axis is a dimension along which parts add up to a whole.
type axis struct {
	name    string
	code    func(s *seen) series.Code
	without func(s *seen) uint64 // hash of the cell without its code on this axis
	blank   func(k *series.Key)  // takes the code out of a key, for messages
	// isDeclared says that the table declares its totals here. They hold for every
	// measure; those of code lists hold for counts of persons that are not adjusted,
	// because series adjusted each by itself do not add up.
	isDeclared bool
}

// listAxes are the dimensions that partitions of code lists speak of.
func listAxes() []axis {
	var out []axis
	for _, d := range []struct {
		name  string
		field int
		of    func(*series.Key) *series.Code
	}{
		{"territory", fieldTerritory, func(k *series.Key) *series.Code { return &k.Territory }},
		{"industry", fieldIndustry, func(k *series.Key) *series.Code { return &k.Industry }},
		{"occupation", fieldOccupation, func(k *series.Key) *series.Code { return &k.Occupation }},
		{"citizenship", fieldCitizenship, func(k *series.Key) *series.Code { return &k.Citizenship }},
	} {
		out = append(out, axis{
			name:    d.name,
			code:    func(s *seen) series.Code { return *d.of(&s.Key) },
			without: func(s *seen) uint64 { return s.hash.without(d.field) },
			blank:   func(k *series.Key) { d.of(k).Value = "" },
		})
	}
	return out
}

// declaredAxes are the columns for which a table declares totals, and the totals
// of each as partitions in the codes of the key.
func declaredAxes(t catalog.Table) ([]axis, [][]codes.Partition) {
	var axes []axis
	var totals [][]codes.Partition
	for _, declared := range t.Totals {
		i := slices.IndexFunc(t.Dimensions, func(d catalog.Dimension) bool { return d.Name == declared.Column })
		if i < 0 {
			continue // the catalogue refuses such a table
		}
		d := t.Dimensions[i]
		at := slices.IndexFunc(axes, func(a axis) bool { return a.name == d.Name })
		if at < 0 {
			at = len(axes)
			axes, totals = append(axes, axisOf(d)), append(totals, nil)
		}
		p := codes.Partition{Name: declared.Whole + " = " + strings.Join(declared.Parts, " + "), Whole: keyCode(d, declared.Whole)}
		for _, part := range declared.Parts {
			p.Codes = append(p.Codes, keyCode(d, part))
		}
		totals[at] = append(totals[at], p)
	}
	return axes, totals
}

// keyCode is a code of the source as the key of an observation holds it.
func keyCode(d catalog.Dimension, code string) string {
	if d.To == "sex" {
		if c, ok := harmonize.SexCode(code); ok {
			return c
		}
	}
	return code
}

func axisOf(d catalog.Dimension) axis {
	a := axis{name: d.Name, isDeclared: true}
	field := func(index int, of func(*series.Key) *string) {
		a.code = func(s *seen) series.Code { return series.Code{Value: *of(&s.Key)} }
		a.without = func(s *seen) uint64 { return s.hash.without(index) }
		a.blank = func(k *series.Key) { *of(k) = "" }
	}
	switch d.To {
	case "sex":
		field(fieldSex, func(k *series.Key) *string { return &k.Sex })
	case "age":
		field(fieldAge, func(k *series.Key) *string { return &k.Age })
	case "industry":
		field(fieldIndustry, func(k *series.Key) *string { return &k.Industry.Value })
	case "occupation":
		field(fieldOccupation, func(k *series.Key) *string { return &k.Occupation.Value })
	case "citizenship":
		field(fieldCitizenship, func(k *series.Key) *string { return &k.Citizenship.Value })
	default:
		o := &otherCode{prefix: d.Name + "=", drop: d.Drop, seed: maphash.MakeSeed()}
		a.code = func(s *seen) series.Code { return series.Code{Value: o.split(s.Key.Other).code} }
		a.without = func(s *seen) uint64 { return mixed(s.hash.without(fieldOther) + o.split(s.Key.Other).hash) }
		a.blank = func(k *series.Key) { k.Other = o.split(k.Other).rest }
	}
	return a
}

// otherCode takes one column out of the further dimensions of a key, DIM=code;DIM=code.
type otherCode struct {
	prefix, drop string
	seed         maphash.Seed
	last         otherParts
	known        bool
}

// otherParts are the further dimensions apart from one column.
type otherParts struct {
	of, code, rest string
	hash           uint64 // of the rest
}

// split is quick where one row after the other has the same further dimensions.
func (o *otherCode) split(other string) otherParts {
	if o.known && o.last.of == other {
		return o.last
	}
	other = strings.Clone(other)
	p := otherParts{of: other, code: o.drop}
	var rest []string
	for part := range strings.SplitSeq(other, ";") {
		if code, ok := strings.CutPrefix(part, o.prefix); ok {
			p.code = strings.ReplaceAll(code, "%3B", ";")
		} else if part != "" {
			rest = append(rest, part)
		}
	}
	p.rest = strings.Join(rest, ";")
	p.hash = maphash.String(o.seed, p.rest)
	o.last, o.known = p, true
	return p
}
