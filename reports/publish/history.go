package publish

import (
	"errors"

	"fabbisogno/reports/edition"
	"fabbisogno/reports/page"
)

// withHistories gives editions their revisions, and the sum of what each says by id
// and label. made are the downloads of each.
func (before earlier) withHistories(all []edition.Edition, made [][]page.File) ([]edition.Edition, map[string]string, error) {
	out, sums, errs := make([]edition.Edition, len(all)), make([]string, len(all)), make([]error, len(all))
	onAllCores(len(all), func(i int) {
		if sums[i], errs[i] = contentOf(all[i], made[i]); errs[i] == nil {
			out[i], errs[i] = before.withHistory(all[i], sums[i])
		}
	})
	if err := errors.Join(errs...); err != nil {
		return nil, nil, err
	}
	contents := map[string]string{}
	for i, e := range all {
		contents[e.ID+" "+e.Label] = sums[i]
	}
	return out, contents, nil
}

// withHistory is the edition with what was published before it: the revisions of its
// own address, and what moved since the edition before.
func (before earlier) withHistory(e edition.Edition, content string) (edition.Edition, error) {
	// Mostly nothing moved, or there was nothing before: then nobody compares.
	movesSince := func(r editionRecord) (edition.Moves, error) {
		stored, err := storedFigures(before.dir, r)
		if err != nil {
			return edition.Moves{}, err
		}
		now, order, err := figuresNow(e)
		if err != nil {
			return edition.Moves{}, err
		}
		return movesBetween(r, stored, now, order), nil
	}
	var last *editionRecord // of the labels before
	for i, r := range before.before {
		if r.ID != e.ID {
			continue
		}
		if r.Label < e.Label && (last == nil || r.Label > last.Label) {
			last = &before.before[i]
		}
		if r.Label != e.Label {
			continue
		}
		e.Revisions = r.Revisions
		if r.Content == content {
			continue
		}
		moves, err := movesSince(r)
		if err != nil {
			return e, err
		}
		e.Revisions = append(e.Revisions[:len(e.Revisions):len(e.Revisions)], edition.Revised(e, r.Record, moves))
	}
	if last == nil {
		return e, nil
	}
	moves, err := movesSince(*last)
	if err != nil {
		return e, err
	}
	e.Moved = &moves
	if len(e.Revisions) > 0 && before.isFirst(e) {
		e.Revisions = edition.Begins(e, last.Label)
	}
	return e, nil
}

// isFirst says whether nothing was published at the address of an edition.
func (before earlier) isFirst(e edition.Edition) bool {
	for _, r := range before.before {
		if r.ID == e.ID && r.Label == e.Label {
			return false
		}
	}
	return true
}

func movesBetween(r editionRecord, stored, now map[string]storedFigure, order []string) edition.Moves {
	m := edition.Moves{Since: r.Label, Figures: moved(stored, now, order)}
	m.Same = len(order)
	for _, f := range m.Figures {
		if !f.IsGone {
			m.Same--
		}
	}
	return m
}
