package publish

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"fabbisogno/reports/edition"
	"fabbisogno/reports/page"
)

// recordForm is edition.json as it is written: names that stay, days as ISO dates.
type recordForm struct {
	ID          string         `json:"id"`
	Label       string         `json:"label"`
	Territory   string         `json:"territory_nuts"`
	Slug        both           `json:"slug"`
	Name        both           `json:"name"`
	Title       both           `json:"title"`
	DataCutOff  string         `json:"data_cut_off"`
	Released    string         `json:"released"`
	NextRelease string         `json:"next_release,omitempty"`
	Status      both           `json:"status"`
	Seed        int64          `json:"seed"`
	Software    string         `json:"software"`
	IsSynthetic bool           `json:"demonstration"`
	Figures     int            `json:"figures"`
	Finding     both           `json:"finding"`
	Scarcest    string         `json:"scarcest,omitempty"`
	HasBrief    bool           `json:"brief"`
	Sheets      []edition.Kind `json:"sheets,omitempty"`
	Revisions   []revisionForm `json:"revisions"`
	Content     string         `json:"content_sha256"`
	Files       []manifestFile `json:"files"`
	Outward     []string       `json:"outward"`
}

type revisionForm struct {
	On      string   `json:"on"`
	What    both     `json:"what"`
	Why     both     `json:"why"`
	Figures []string `json:"figures,omitempty"`
	Size    *both    `json:"size,omitempty"`
}

func marshalRecord(r editionRecord) ([]byte, error) {
	form := recordForm{ID: r.ID, Label: r.Label, Territory: page.Clean(r.Territory), Slug: asBoth(r.Slug), Name: asBoth(r.Name), Title: asBoth(r.Title),
		DataCutOff: day(r.AsOf), Released: day(r.Released), NextRelease: day(r.NextRelease), Status: asBoth(r.Status), Seed: r.Seed,
		Software: page.Clean(r.Software), IsSynthetic: r.IsSynthetic, Figures: r.Figures, Finding: asBoth(r.Finding), Scarcest: r.Scarcest,
		HasBrief: r.HasBrief, Sheets: r.Sheets, Content: r.Content, Files: r.Files, Outward: r.Outward}
	for _, v := range r.Revisions {
		f := revisionForm{On: day(v.On), What: asBoth(v.What), Why: asBoth(v.Why), Figures: v.Figures}
		if v.Size.IsComplete() {
			size := asBoth(v.Size)
			f.Size = &size
		}
		form.Revisions = append(form.Revisions, f)
	}
	body, err := json.MarshalIndent(form, "", " ")
	return append(body, '\n'), err
}

// readRecord reads edition.json and refuses one that could not have been written here.
func readRecord(body []byte) (editionRecord, error) {
	var f recordForm
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		return editionRecord{}, fmt.Errorf("read record of an edition: %w", err)
	}
	r := editionRecord{Content: f.Content, Files: f.Files, Outward: f.Outward, Record: edition.Record{ID: f.ID, Label: f.Label,
		Territory: f.Territory, Slug: f.Slug.text(), Name: f.Name.text(), Title: f.Title.text(), Status: f.Status.text(), Seed: f.Seed,
		Software: f.Software, IsSynthetic: f.IsSynthetic, Figures: f.Figures, Finding: f.Finding.text(), Scarcest: f.Scarcest,
		HasBrief: f.HasBrief, Sheets: f.Sheets}}
	for _, d := range []struct {
		text string
		to   *time.Time
	}{{f.DataCutOff, &r.AsOf}, {f.Released, &r.Released}, {f.NextRelease, &r.NextRelease}} {
		if err := readDay(d.text, d.to); err != nil {
			return editionRecord{}, err
		}
	}
	for _, v := range f.Revisions {
		revision := edition.Revision{What: v.What.text(), Why: v.Why.text(), Figures: v.Figures}
		if v.Size != nil {
			revision.Size = v.Size.text()
		}
		if err := readDay(v.On, &revision.On); err != nil {
			return editionRecord{}, err
		}
		r.Revisions = append(r.Revisions, revision)
	}
	return r, page.CheckNames(r.Stub())
}

func (b both) text() edition.Text { return edition.Text{IT: b.IT, EN: b.EN} }

// readDay reads a day as day writes it.
func readDay(text string, to *time.Time) (err error) {
	if text == "" {
		return nil
	}
	if *to, err = time.Parse(time.DateOnly, text); err != nil {
		return fmt.Errorf("read record of an edition: %w", err)
	}
	return nil
}
