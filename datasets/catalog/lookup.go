package catalog

import (
	"regexp"
	"slices"
	"strings"
)

// Provider is the provider of an id.
func (c *Catalog) Provider(id string) (Provider, bool) {
	return find(c.Providers, id, func(p Provider) string { return p.ID })
}

// Table is the table of an id.
func (c *Catalog) Table(id string) (Table, bool) {
	return find(c.Tables, id, func(t Table) string { return t.ID })
}

// Indicator is the indicator of an id.
func (c *Catalog) Indicator(id string) (Indicator, bool) {
	return find(c.Indicators, id, func(i Indicator) string { return i.ID })
}

// Parameter is the parameter of an id.
func (c *Catalog) Parameter(id string) (Parameter, bool) {
	return find(c.Parameters, id, func(p Parameter) string { return p.ID })
}

// Study is the study of an id.
func (c *Catalog) Study(id string) (Study, bool) {
	return find(c.Studies, id, func(s Study) string { return s.ID })
}

// Fingerprint is the sha256 of all files with their names, in lower-case hex.
// It changes whenever anything declared changes.
func (c *Catalog) Fingerprint() string { return c.fingerprint }

func find[T any](items []T, id string, of func(T) string) (T, bool) {
	i := slices.IndexFunc(items, func(item T) bool { return of(item) == id })
	if i < 0 {
		var zero T
		return zero, false
	}
	return items[i], true
}

// flowForm is a flow as SDMX-CSV writes it, IT1:534_1038(1.0), as a URL or the
// name of a downloaded file does, IT1,534_1038,1.0, or alone.
var flowForm = regexp.MustCompile(`^(?:([A-Za-z0-9_.]+)[:,])?([A-Za-z0-9_$@-]+?)(?:\([^)]*\)|,[0-9.]+)?$`)

// SplitFlow parts a flow or structure, in any of the forms in which SDMX writes
// them, into agency and id; both are empty for another text.
func SplitFlow(flow string) (agency, id string) {
	m := flowForm.FindStringSubmatch(strings.TrimSpace(flow))
	if m == nil {
		return "", ""
	}
	return m[1], m[2]
}

// TableForFlow is the table whose flow this is: the flow itself, or else the
// longest declared parent of which it is a child (150_938_DF_... of 150_938) or
// a view (JVS_Q_R21$DEFAULTVIEW of JVS_Q_R21). An agency that is given must be the
// table's provider's.
func (c *Catalog) TableForFlow(flow string) (Table, bool) {
	agency, id := SplitFlow(flow)
	if id == "" {
		return Table{}, false
	}
	var best Table
	length := 0
	for _, t := range c.Tables {
		if p, _ := c.Provider(t.Provider); agency != "" && agency != p.Agency {
			continue
		}
		for _, declared := range t.Flows {
			switch {
			case declared == id:
				return t, true
			case len(declared) > length && isChild(declared, id):
				best, length = t, len(declared)
			}
		}
	}
	return best, length > 0
}

// isChild says whether a flow is a child or a view of a parent.
func isChild(parent, flow string) bool {
	rest, ok := strings.CutPrefix(flow, parent)
	return ok && (strings.HasPrefix(rest, "$") || strings.HasPrefix(rest, "_DF_") && !strings.HasSuffix(rest, "_UNT2020"))
}
