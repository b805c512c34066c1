package edition

import (
	"fmt"
	"slices"
	"strings"
)

// Problem is a rule that an edition breaks.
type Problem struct{ Element, Rule, Hint string }

// Check reports every rule the edition itself breaks: a text without one of
// the languages, a reference to a figure that is not there, an id given twice,
// a masthead or citation that is not complete. Figures check themselves.
func (e Edition) Check() []Problem {
	var out []Problem
	add := func(element, rule, hint string) { out = append(out, Problem{element, rule, hint}) }
	text := func(element string, t Text) {
		if !t.IsComplete() {
			add(element, "both languages", "write it in Italian and in English")
		}
	}
	figures := map[string]bool{}
	for _, c := range e.Chapters {
		text("chapter "+c.ID, c.Title)
		text("question of chapter "+c.ID, c.Question)
		for i, p := range c.Intro {
			text(fmt.Sprintf("paragraph %d of chapter %s", i+1, c.ID), p)
		}
		for i, p := range c.Absent {
			text(fmt.Sprintf("absent %d of chapter %s", i+1, c.ID), p)
		}
		for _, f := range c.Figures {
			if figures[f.ID] {
				add("figure "+f.ID, "ids are unique", "a figure stands in an edition once")
			}
			figures[f.ID] = true
			for _, id := range methodsOf(f) {
				if !slices.ContainsFunc(e.Methods, func(m Method) bool { return m.Is(id) }) {
					add("figure "+f.ID, "every method has its entry in the methods annex", "write one for "+id)
				}
			}
			if f.IsSynthetic && !e.IsSynthetic {
				add("figure "+f.ID, "demonstration data are marked on the edition", "set IsSynthetic of the edition")
			}
		}
	}
	for _, m := range e.Methods {
		text("title of method "+m.ID, m.Title)
		text("idea of method "+m.ID, m.Idea)
		text("inputs of method "+m.ID, m.Inputs)
		text("limits of method "+m.ID, m.Limits)
	}
	text("title", e.Title)
	text("name", e.Name)
	text("status", e.Status)
	if e.AsOf.IsZero() || e.Released.IsZero() || e.NextRelease.IsZero() {
		add("masthead", "data cut-off, release and next release", "set the three dates")
	}
	refer := func(element, id string) {
		if id != "" && !figures[id] {
			add(element, "refers to a figure of the edition", "there is no "+id)
		}
	}
	for i, f := range e.Findings {
		element := fmt.Sprintf("key finding %d", i+1)
		text(element, f.Text)
		refer(element, f.FigureID)
	}
	for i, t := range e.Tiles {
		element := fmt.Sprintf("tile %d", i+1)
		text(element, t.Label)
		text(element, t.Value)
		refer(element, t.FigureID)
	}
	for i, c := range e.Cautions {
		text(fmt.Sprintf("caution %d", i+1), c)
	}
	out = append(out, e.checkDatasets()...)
	if e.Brief != nil {
		out = append(out, e.Brief.Check(e)...)
	}
	return append(out, e.checkSize()...)
}

// openLicences are those under which data may stand in a report that is given away
// under CC BY 4.0: they ask for no more than to be named. "quotation" are single
// figures quoted from print, as the law allows.
var openLicences = []string{"CC-BY-4.0", "CC-BY-3.0", "CC-BY-3.0-IT", "CC0-1.0", "IODL-1.0", "IODL-2.0", "OECD-terms", "PDDL-1.0", "ODC-BY-1.0", "quotation"}

// checkDatasets: every data set behind the figures, and no other figure's, says who
// publishes it, what it is, when it was read and under which licence.
func (e Edition) checkDatasets() []Problem {
	var out []Problem
	listed := map[string]bool{}
	for _, d := range e.Datasets {
		element := "data set " + d.Table
		listed[d.Table] = true
		if !d.Provider.IsComplete() || !d.Title.IsComplete() || d.Released.IsZero() || d.Licence == "" {
			out = append(out, Problem{element, "provider, title, day and licence of every data set", "complete the entry in the catalogue"})
		}
		if d.Licence != "" && !slices.Contains(openLicences, d.Licence) {
			out = append(out, Problem{element, "its licence lets the report be given away", fmt.Sprintf("%q is none of %s: leave the table out, or ask who publishes it", d.Licence, strings.Join(openLicences, ", "))})
		}
	}
	for _, f := range e.figures() {
		for _, s := range f.Sources {
			if !listed[s.Table] {
				out = append(out, Problem{"figure " + f.ID, "every source is among the data sets", "there is no " + s.Table})
			}
		}
	}
	return out
}

// checkSize holds the summary to what fits a first screen, and asks for a citation.
func (e Edition) checkSize() []Problem {
	var out []Problem
	for _, part := range []struct {
		name     string
		n, least int
		most     int
	}{
		{"key findings", len(e.Findings), 1, 7}, {"tiles", len(e.Tiles), 1, 4}, {"cautions", len(e.Cautions), 1, 3},
		{"chapters", len(e.Chapters), 1, 12},
	} {
		if part.n < part.least || part.n > part.most {
			out = append(out, Problem{part.name, fmt.Sprintf("%d to %d", part.least, part.most), fmt.Sprintf("there are %d", part.n)})
		}
	}
	if !e.Citation.Text.IsComplete() || !e.Citation.Licence.IsComplete() || e.Citation.BibTeX == "" {
		out = append(out, Problem{"citation", "text, BibTeX and licence", "fill the citation box"})
	}
	return out
}
