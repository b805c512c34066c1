package sdmxjson

import (
	"cmp"
	"slices"
	"strconv"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/jsonscan"
	"fabbisogno/ingest/format/sdmx"
)

// truth reads true or false; anything else is false.
func (d *definer) truth() (bool, error) {
	t, err := d.s.Next()
	if err != nil {
		return false, err
	}
	return t.Kind == jsonscan.True, d.s.SkipFrom(t)
}

// labels reads names by language. One that can't be shown is left out and counted.
func (d *definer) labels() (sdmx.Labels, error) {
	var out sdmx.Labels
	err := d.s.Members(func(language string) error {
		text, err := d.s.Text()
		if err != nil || text == "" {
			return err
		}
		clean, _, rule := format.Clean(text)
		if rule != "" {
			d.unusable++
			return nil
		}
		if out == nil {
			out = sdmx.Labels{}
		}
		out[language] = clean
		return nil
	})
	return out, err
}

// items reads the objects of a list, or a single object; f reads each member that
// it knows and says whether it did. They are counted, whatever they hold.
func (d *definer) items(begin func(), member func(key string) (bool, error)) (n int64, err error) {
	one := func(first jsonscan.Token) error {
		n++
		if first.Kind != jsonscan.Object {
			return d.s.SkipFrom(first)
		}
		begin()
		return d.s.Rest(func(key string) error {
			known, err := member(key)
			if err != nil || known {
				return err
			}
			return d.s.Skip()
		})
	}
	t, err := d.s.Next()
	if err != nil {
		return 0, err
	}
	if t.Kind != jsonscan.Array {
		if t.Kind == jsonscan.Object {
			err = one(t)
		} else {
			err = d.s.SkipFrom(t)
		}
		return n, err
	}
	for {
		t, err := d.s.Next()
		if err != nil || t.Kind == jsonscan.EndArray {
			return n, err
		}
		if err := one(t); err != nil {
			return n, err
		}
	}
}

func (d *definer) codes(x *artefact) (int64, error) {
	return d.items(func() { x.codes = append(x.codes, sdmx.Code{}) }, func(key string) (known bool, err error) {
		c := &x.codes[len(x.codes)-1]
		switch key {
		case "id":
			c.ID, err = d.s.Text()
		case "parent":
			c.Parent, err = d.s.Text()
		case "names":
			c.Labels, err = d.labels()
		default:
			return false, nil
		}
		return true, err
	})
}

func (d *definer) concepts(x *artefact) (int64, error) {
	return d.items(func() { x.concepts = append(x.concepts, sdmx.Concept{}) }, func(key string) (known bool, err error) {
		c := &x.concepts[len(x.concepts)-1]
		switch key {
		case "id":
			c.ID, err = d.s.Text()
		case "names":
			c.Labels, err = d.labels()
		case "coreRepresentation":
			c.List, err = d.enumeration()
		default:
			return false, nil
		}
		return true, err
	})
}

// enumeration is the code list of a representation; empty when codes are free.
func (d *definer) enumeration() (list string, err error) {
	err = d.s.Members(func(key string) error {
		if key != "enumeration" {
			return d.s.Skip()
		}
		text, err := d.s.Text()
		_, list, _ = sdmx.ParseURN(text)
		return err
	})
	return list, err
}

// components reads dimensions and attributes of a data structure, and counts the
// dimensions, the time dimension among them.
func (d *definer) components(s *sdmx.Structure) (dimensions int64, err error) {
	positions := map[*[]sdmx.Component][]int{} // as declared; 0: not
	list := func(into *[]sdmx.Component) (int64, error) {
		return d.items(func() { *into, positions[into] = append(*into, sdmx.Component{}), append(positions[into], 0) }, func(key string) (bool, error) {
			last := len(*into) - 1
			return d.component(&(*into)[last], &positions[into][last], key)
		})
	}
	var time []sdmx.Component
	err = d.s.Members(func(part string) error {
		if part != "dimensionList" && part != "attributeList" && part != "measureList" {
			return d.s.Skip() // groups, for one, are a list
		}
		return d.s.Members(func(key string) error {
			var n int64
			var err error
			switch {
			case part == "dimensionList" && key == "dimensions":
				n, err = list(&s.Dimensions)
			case part == "dimensionList" && (key == "timeDimensions" || key == "timeDimension"):
				n, err = list(&time)
			case part == "attributeList" && key == "attributes":
				_, err = list(&s.Attributes)
			case part == "measureList" && (key == "measures" || key == "primaryMeasure" || key == "primaryMeasures"):
				_, err = list(&s.Measures)
			default:
				err = d.s.Skip()
			}
			dimensions += n
			return err
		})
	})
	if len(time) > 0 {
		s.Time = cmp.Or(time[0].ID, "TIME_PERIOD")
	}
	s.Dimensions = inOrder(s.Dimensions, positions[&s.Dimensions])
	return dimensions, err
}

// inOrder sorts components by their positions, where all have one.
func inOrder(all []sdmx.Component, positions []int) []sdmx.Component {
	if slices.Contains(positions, 0) {
		return all
	}
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return positions[a] - positions[b] })
	out := make([]sdmx.Component, 0, len(all))
	for _, i := range order {
		out = append(out, all[i])
	}
	return out
}

func (d *definer) component(c *sdmx.Component, position *int, key string) (known bool, err error) {
	var text string
	switch key {
	case "id":
		c.ID, err = d.s.Text()
	case "position":
		if text, err = d.s.Text(); err == nil {
			if n, bad := strconv.Atoi(text); bad == nil && n >= 0 {
				*position = n + 1 // some count from 0
			}
		}
	case "conceptIdentity":
		if text, err = d.s.Text(); err == nil {
			_, c.Scheme, c.Concept = sdmx.ParseURN(text)
		}
	case "localRepresentation":
		c.List, err = d.enumeration()
	case "assignmentStatus", "usage":
		text, err = d.s.Text()
		c.IsMandatory = text == "Mandatory" || text == "mandatory"
	default:
		return false, nil
	}
	return true, err
}

// attachment lists the flows and structures that a constraint holds for.
func (d *definer) attachment() (out []string, err error) {
	err = d.s.Members(func(string) error {
		t, err := d.s.Next()
		if err != nil || t.Kind != jsonscan.Array {
			return cmp.Or(err, d.s.SkipFrom(t))
		}
		for {
			t, err := d.s.Next()
			if err != nil || t.Kind == jsonscan.EndArray {
				return err
			}
			if t.Kind != jsonscan.String {
				if err := d.s.SkipFrom(t); err != nil {
					return err
				}
				continue
			}
			if _, ref, _ := sdmx.ParseURN(string(t.Bytes)); ref != "" {
				out = append(out, ref)
			}
		}
	})
	return out, err
}

// regions reads the parts of the cube that a constraint names, and counts their codes.
func (d *definer) regions(c *sdmx.Constraint) (codes int64, err error) {
	_, err = d.items(func() { c.Regions = append(c.Regions, sdmx.Region{}) }, func(key string) (bool, error) {
		r := &c.Regions[len(c.Regions)-1]
		switch key {
		case "isIncluded", "include":
			included, err := d.truth()
			r.IsExcluded = !included
			return true, err
		case "keyValues", "components":
			_, err := d.items(func() { r.Keys = append(r.Keys, sdmx.RegionKey{}) }, func(key string) (bool, error) {
				k := &r.Keys[len(r.Keys)-1]
				switch key {
				case "id":
					var err error
					k.ID, err = d.s.Text()
					return true, err
				case "values":
					n, err := d.values(k)
					codes += n
					return true, err
				case "timeRange":
					k.Start = "?" // a key of time, which says nothing about codes
				}
				return false, nil
			})
			return true, err
		}
		return false, nil
	})
	return codes, err
}

// values reads the codes of a key: texts, or in version 2.0 objects with a value.
func (d *definer) values(k *sdmx.RegionKey) (n int64, err error) {
	err = d.s.Array(func(first jsonscan.Token) error {
		n++
		if first.Kind == jsonscan.String || first.Kind == jsonscan.Number {
			k.Codes = append(k.Codes, string(first.Bytes))
			return nil
		}
		if first.Kind != jsonscan.Object {
			return d.s.SkipFrom(first)
		}
		return d.s.Rest(func(key string) error {
			if key != "value" {
				return d.s.Skip()
			}
			text, err := d.s.Text()
			k.Codes = append(k.Codes, text)
			return err
		})
	})
	return n, err
}
