package publish

import (
	"fabbisogno/reports/edition"
)

// withHistory is the edition with what was published of it before.
func (before earlier) withHistory(e edition.Edition, content string) (edition.Edition, error) {
	for _, r := range before.replace {
		if r.ID == e.ID && r.Label == e.Label && r.Content == content {
			e.Revisions = r.Revisions
		}
	}
	return e, nil
}
