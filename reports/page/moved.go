package page

import (
	"time"

	"fabbisogno/reports/edition"
)

// announcedDays is how long a revision is announced at the top of a report.
const announcedDays = 30

type revisionView struct {
	edition.Revision
	Links []link // to the figures that changed; without Href: no longer there
}

type movedView struct {
	Since  string
	Same   int
	Causes []string // headings
	Rows   []moveView
}

type moveView struct {
	edition.Move
	LargestText string
}

// revisions are the lines of the history with links to the figures they name.
func (w *writer) revisions(e edition.Edition, numbers map[string]string) []revisionView {
	var out []revisionView
	for _, r := range e.Revisions {
		v := revisionView{Revision: r}
		for _, id := range r.Figures {
			if n, there := numbers[id]; there {
				v.Links = append(v.Links, link{Href: "#" + id, Name: n})
			} else {
				v.Links = append(v.Links, link{Name: id})
			}
		}
		out = append(out, v)
	}
	return out
}

// moved is the table of what moved since the edition before; nil: there was none.
func (w *writer) moved(e edition.Edition) *movedView {
	if e.Moved == nil {
		return nil
	}
	v := &movedView{Since: e.Moved.Since, Same: e.Moved.Same}
	for _, c := range edition.Causes() {
		v.Causes = append(v.Causes, w.lang.Of(edition.CauseWord(c)))
	}
	for _, m := range e.Moved.Figures {
		v.Rows = append(v.Rows, moveView{Move: m, LargestText: m.Largest.In(w.lang)})
	}
	return v
}

// announced is the last revision of an edition while it is to be told at the top.
func announced(e edition.Edition) *edition.Revision {
	if len(e.Revisions) < 2 {
		return nil // the first line is the publication itself
	}
	last := e.Revisions[len(e.Revisions)-1]
	if e.AsOf.Sub(last.On) > announcedDays*24*time.Hour {
		return nil
	}
	return &last
}
