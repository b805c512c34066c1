package ingest

import (
	"strings"

	"fabbisogno/ingest/format"
)

// checkView refuses a view whose rows contradict each other once the declared
// codes are taken for the columns it leaves out: one of those columns varies, so
// no row of the file can be placed, not even those that happen to stand alone.
func (s *sink) checkView(assumed []string) error {
	if len(assumed) == 0 || s.conflicts == 0 {
		return nil
	}
	return format.Refuse("view-ambiguous", "export the view again with one of these columns shown: "+strings.Join(assumed, ", "),
		"the file leaves out %s, and %d rows say different things of the same, so one of the columns varies; the first: %s", strings.Join(assumed, ", "), s.conflicts, s.conflict)
}
