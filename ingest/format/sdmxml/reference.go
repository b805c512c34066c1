package sdmxml

import (
	"encoding/xml"
	"strings"

	"fabbisogno/ingest/format/sdmx"
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
				ref, item = sdmx.Reference(attr(x, "agencyID"), parent, attr(x, "maintainableParentVersion")), id
			} else {
				ref = sdmx.Reference(attr(x, "agencyID"), id, attr(x, "version"))
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
				if _, ref, item = sdmx.ParseURN(text.String()); ref == "" {
					item = strings.TrimSpace(text.String())
				}
			}
			return ref, item, nil
		}
	}
}
