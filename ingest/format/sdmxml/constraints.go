package sdmxml

import (
	"encoding/xml"
	"strconv"

	"fabbisogno/ingest/format/sdmx"
)

// constraint reads a content constraint (2.1) or data constraint (3.0).
func (d *definer) constraint(x xml.StartElement, n sdmx.Name) error {
	role := attr(x, "type") + attr(x, "role")
	c := sdmx.Constraint{Name: n, IsActual: role == "Actual", Observations: -1}
	err := d.named(&c.Labels, func(x xml.StartElement) error {
		switch x.Name.Local {
		case "Annotations":
			return d.observations(&c)
		case "ConstraintAttachment":
			return d.w.children(func(xml.StartElement) error {
				ref, _, err := d.w.reference()
				if ref != "" {
					c.For = append(c.For, ref)
				}
				return err
			})
		case "CubeRegion":
			return d.region(&c, x)
		}
		return d.w.skip()
	})
	d.out.Constraints = append(d.out.Constraints, c)
	return err
}

// observations reads the annotation in which a service counts the observations:
// its id or type says sdmx_metrics, its title is the number.
func (d *definer) observations(c *sdmx.Constraint) error {
	return d.w.children(func(x xml.StartElement) error {
		isCount := attr(x, "id") == "obs_count"
		title, kind := "", ""
		err := d.w.children(func(x xml.StartElement) (err error) {
			switch x.Name.Local {
			case "AnnotationTitle":
				title, err = d.w.text()
			case "AnnotationType":
				kind, err = d.w.text()
			default:
				err = d.w.skip()
			}
			return err
		})
		if n, bad := strconv.ParseInt(title, 10, 64); bad == nil && n >= 0 && (isCount || kind == "sdmx_metrics") {
			c.Observations = n
		}
		return err
	})
}

func (d *definer) region(c *sdmx.Constraint, x xml.StartElement) error {
	r := sdmx.Region{IsExcluded: attr(x, "include") == "false"}
	err := d.w.children(func(x xml.StartElement) error {
		if x.Name.Local != "KeyValue" {
			return d.w.skip()
		}
		k := sdmx.RegionKey{ID: attr(x, "id")}
		err := d.w.children(func(x xml.StartElement) error {
			switch x.Name.Local {
			case "Value":
				text, err := d.w.text()
				k.Codes = append(k.Codes, text)
				return err
			case "TimeRange":
				return d.w.children(func(x xml.StartElement) (err error) {
					switch x.Name.Local {
					case "StartPeriod", "AfterPeriod":
						k.Start, err = d.w.text()
					case "EndPeriod", "BeforePeriod":
						k.End, err = d.w.text()
					default:
						err = d.w.skip()
					}
					return err
				})
			}
			return d.w.skip()
		})
		r.Keys = append(r.Keys, k)
		return err
	})
	c.Regions = append(c.Regions, r)
	return err
}
