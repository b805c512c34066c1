package sdmxml

import (
	"slices"
	"strings"

	"fabbisogno/ingest/format"
)

// layout are the columns of a message.
type layout struct {
	columns []format.Column
	at      map[string]int
	dims    map[string]bool // dimensions, TIME_PERIOD too
	flow    int             // -1: the message names none
	period  int
	value   int
}

// knownAttributes are concepts that are attributes in every structure we met.
// A structure-specific message does not say which of its XML attributes are
// dimensions: those before the first of these are taken for dimensions.
var knownAttributes = []string{"OBS_STATUS", "OBS_FLAG", "OBS_CONF", "OBS_COM", "OBS_PRE_BREAK", "CONF_STATUS", "CONF_STATUS_OBS", "PRE_BREAK_VALUE",
	"BREAK", "DECIMALS", "UNIT_MULT", "UNIT_MEAS", "UNIT_MEASURE", "BASE_PER", "BASE_PERIOD", "TITLE", "TITLE_COMPL", "TIME_FORMAT", "COLLECTION",
	"COLL_METHOD", "SOURCE_AGENCY", "AVAILABILITY", "POWERCODE", "EMBARGO_TIME", "COMMENT"}

func isKnownAttribute(name string) bool {
	return slices.Contains(knownAttributes, name) || strings.HasPrefix(name, "NOTE_") || strings.HasPrefix(name, "METADATA_")
}

// layOut settles the columns: DATAFLOW where the message names a flow, the
// dimensions, TIME_PERIOD, OBS_VALUE, then attributes.
func (m *Message) layOut(s *survey) {
	flow := s.hasFlow
	var dims []string
	atObs := map[string]bool{"TIME_PERIOD": true}
	for _, u := range m.header.usages {
		flow = flow || u.flow != ""
		if u.atObs != "" && u.atObs != "AllDimensions" {
			atObs[u.atObs] = true
		}
		for _, known := range m.known {
			if known.Is(u.structure) || (u.structure == "" && len(m.known) == 1) {
				for _, d := range known.Dimensions {
					dims = append(dims, d.ID)
				}
			}
		}
	}
	switch {
	case m.generic:
		dims = append(dims, s.key.list...)
		dims = append(dims, s.obsKey.list...)
		dims = append(dims, s.groupKey.list...)
	case len(dims) > 0: // the structure is known
	case len(s.series.list) > 0:
		dims = beforeAttributes(s.series.list)
	default:
		dims = beforeAttributes(s.obs.list)
	}
	for _, u := range m.header.usages {
		if atObs[u.atObs] {
			dims = append(slices.Clip(dims), u.atObs)
		}
	}
	l := &m.layout
	l.at, l.dims, l.flow = map[string]int{}, map[string]bool{"TIME_PERIOD": true}, -1
	add := func(name string) int {
		name = m.rename(name)
		i, ok := l.at[name]
		if !ok {
			i = len(l.columns)
			l.columns = append(l.columns, format.Column{Name: name})
			l.at[name] = i
		}
		return i
	}
	if flow {
		l.flow = add("DATAFLOW")
	}
	for _, name := range dims {
		if name = m.rename(name); name != "TIME_PERIOD" && name != "OBS_VALUE" {
			l.dims[name] = true
			add(name)
		}
	}
	l.period, l.value = add("TIME_PERIOD"), add("OBS_VALUE")
	for _, list := range []names{s.obs, s.series, s.several, s.group, s.dataset} {
		for _, name := range list.list {
			add(name)
		}
	}
}

// beforeAttributes are the names before the first that is known for an attribute;
// time and value stand in between and are left out by the caller.
func beforeAttributes(list []string) []string {
	for i, name := range list {
		if isKnownAttribute(name) {
			return list[:i]
		}
	}
	return list
}

// rename gives the time dimension of 2.0 messages the name it has everywhere else.
func (m *Message) rename(name string) string {
	if m.version == v20 && (name == "TIME" || name == "TIME_PERIOD") {
		return "TIME_PERIOD"
	}
	return name
}
