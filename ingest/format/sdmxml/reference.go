package sdmxml

import (
	"encoding/xml"
	"regexp"
	"strings"
)

// reference reads the element just started, which names something else: by a Ref,
// a URN, or a URN as its text. item is what is meant inside of ref, such as a
// concept in its scheme; a text that is no URN is an item alone.
func (w *walker) reference() (ref, item string, err error) {
	depth := len(w.open)
	var text strings.Builder
	for {
		token, err := w.next()
		if err != nil {
			return "", "", err
		}
		switch x := token.(type) {
		case xml.StartElement:
			id := attr(x, "id")
			if x.Name.Local != "Ref" || id == "" {
				continue
			}
			if parent := attr(x, "maintainableParentID"); parent != "" {
				ref, item = writeReference(attr(x, "agencyID"), parent, attr(x, "maintainableParentVersion")), id
			} else {
				ref = writeReference(attr(x, "agencyID"), id, attr(x, "version"))
			}
		case xml.CharData:
			if text.Len()+len(x) <= 4096 {
				text.Write(x)
			}
		case xml.EndElement:
			if len(w.open) >= depth {
				continue
			}
			if ref == "" {
				if _, ref, item = parseURN(text.String()); ref == "" {
					item = strings.TrimSpace(text.String())
				}
			}
			return ref, item, nil
		}
	}
}

// writeReference writes AGENCY:ID(VERSION); what is not given is left out.
func writeReference(agency, id, version string) string {
	if agency != "" {
		id = agency + ":" + id
	}
	if version != "" {
		id += "(" + version + ")"
	}
	return id
}

// urnForm is urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=ECB:EXR(1.0), with an item behind a point.
var urnForm = regexp.MustCompile(`^\s*urn:sdmx:org\.sdmx\.infomodel\.[a-z]+\.([A-Za-z]+)=([A-Za-z0-9_.-]+:[A-Za-z0-9_@$-]+\([0-9A-Za-z.+*-]+\))(?:\.([A-Za-z0-9_@$.-]+))?`)

func parseURN(urn string) (class, ref, item string) {
	if g := urnForm.FindStringSubmatch(urn); g != nil {
		return g[1], g[2], g[3]
	}
	return "", "", ""
}
