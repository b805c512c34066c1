package main

import (
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"fabbisogno/analysis/shortage"
	"fabbisogno/analysis/shortage/sheet"
	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/codes"
)

// cardWords are the headings of a card.
var cardWords = map[string]codes.Text{
	"method":     {IT: "metodo", EN: "method"},
	"version":    {IT: "versione", EN: "version"},
	"title":      {IT: "titolo", EN: "title"},
	"idea":       {IT: "idea", EN: "what"},
	"unit":       {IT: "unità", EN: "unit"},
	"formula":    {IT: "formula", EN: "formula"},
	"output":     {IT: "esito", EN: "output"},
	"unknown":    {IT: "non valutato", EN: "not rated"},
	"limits":     {IT: "limiti", EN: "limits"},
	"adaptation": {IT: "adattamento", EN: "adaptation"},
	"source":     {IT: "fonte", EN: "source"},
	"inputs":     {IT: "ingressi", EN: "inputs"},
	"results":    {IT: "valori", EN: "values"},
	"parameters": {IT: "parametri", EN: "parameters"},
	"examples":   {IT: "esempi svolti", EN: "worked examples"},
	"optional":   {IT: "facoltativo", EN: "optional"},
	"item":       {IT: "più valori per unità", EN: "several a unit"},
	"all":        {IT: "uno per tutte le unità", EN: "one for all units"},
	"assumed":    {IT: "assunto", EN: "assumed"},
	"from":       {IT: "da", EN: "range"},
	"to":         {IT: "a", EN: "to"},
	"missing":    {IT: "mancante", EN: "missing"},
}

// cardPrinter prints a card in one language.
type cardPrinter struct {
	to      io.Writer
	italian bool
	err     error
}

func (p *cardPrinter) text(t codes.Text) string {
	if p.italian {
		return t.IT
	}
	return t.EN
}

func (p *cardPrinter) word(key string) string { return p.text(cardWords[key]) }

func (p *cardPrinter) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.to, format+"\n", args...)
	}
}

func (p *cardPrinter) field(key, value string) {
	if value != "" {
		p.line("%-13s %s", p.word(key), value)
	}
}

// printCard prints everything that a card says, with the parameters in force.
func printCard(to io.Writer, c shortage.Card, declared shortage.Parameters, italian bool) error {
	p := &cardPrinter{to: to, italian: italian}
	p.field("method", c.ID)
	p.field("version", strconv.Itoa(c.Version))
	p.field("title", p.text(c.Title))
	p.field("idea", p.text(c.Idea))
	p.field("unit", c.Unit)
	p.field("formula", c.Formula)
	p.field("output", p.text(c.Output))
	p.field("unknown", p.text(c.Unknown))
	p.field("limits", p.text(c.Limits))
	p.field("adaptation", p.text(c.Adaptation))
	p.field("source", strings.TrimSpace(c.Source+" "+c.URL))
	p.line("\n%s", p.word("inputs"))
	for _, in := range c.Inputs {
		p.input(in)
	}
	if len(c.Results) > 0 {
		p.line("\n%s", p.word("results"))
	}
	for _, r := range c.Results {
		p.input(r)
	}
	if len(c.Parameters) > 0 {
		p.line("\n%s", p.word("parameters"))
	}
	for _, id := range c.Parameters {
		q, err := declared.Find(id)
		if err != nil {
			return err
		}
		p.parameter(q)
	}
	p.line("\n%s", p.word("examples"))
	for _, e := range c.Examples {
		p.example(c, e)
	}
	return p.err
}

func (p *cardPrinter) input(in shortage.CardInput) {
	marks := []string{in.Unit}
	if len(in.Labels) > 0 {
		marks = in.Labels
	}
	if in.Per == shortage.PerItem || in.Per == shortage.PerAll {
		marks = append(marks, p.word(in.Per))
	}
	if in.Optional {
		marks = append(marks, p.word("optional"))
	}
	p.line("  %s (%s): %s", in.ID, strings.Join(marks, ", "), p.text(in.Meaning))
}

func (p *cardPrinter) parameter(q catalog.Parameter) {
	mark := ""
	if q.Assumed {
		mark = ", " + p.word("assumed")
	}
	p.line("  %s = %v %s (%s %v %s %v%s): %s", q.ID, q.Value, q.Unit, p.word("from"), q.Minimum, p.word("to"), q.Maximum, mark, p.text(q.Meaning))
	p.line("      %s", q.Source)
}

func (p *cardPrinter) example(c shortage.Card, e shortage.Example) {
	p.line("  %s: %s", e.ID, e.Why)
	if len(e.Units) > 0 {
		p.line("      %s = %s", p.word("unit"), strings.Join(e.Units, ", "))
	}
	for _, in := range c.Inputs {
		col, ok := e.In[in.ID]
		if !ok {
			continue
		}
		texts := make([]string, len(col))
		for i, v := range col {
			if texts[i] = strconv.FormatFloat(v, 'g', -1, 64); math.IsNaN(v) {
				texts[i] = p.word("missing")
			} else if k := int(v); len(in.Labels) > 0 && k >= 1 && k <= len(in.Labels) {
				texts[i] = in.Labels[k-1]
			}
		}
		p.line("      %s = %s", in.ID, strings.Join(texts, ", "))
	}
	p.outcome("", e.Class, e.Want, e.Tolerance)
	for _, r := range e.Rows {
		p.outcome(r.Unit+": ", r.Class, r.Want, e.Tolerance)
	}
}

func (p *cardPrinter) outcome(unit, class string, want map[string]float64, tolerance float64) {
	var parts []string
	if class != "" {
		parts = append(parts, class)
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		parts = append(parts, fmt.Sprintf("%s = %v ± %v", name, want[name], tolerance))
	}
	if len(parts) > 0 {
		p.line("      -> %s%s", unit, strings.Join(parts, "; "))
	}
}

// writeExampleCSV prints a worked example as a file that method run reads; the
// first where id is empty.
func (a *app) writeExampleCSV(c shortage.Card, id string) error {
	i := 0
	if id != "" {
		i = slices.IndexFunc(c.Examples, func(e shortage.Example) bool { return e.ID == id })
	}
	if i < 0 {
		return withCode(exitUsage, "fabbisogno method show "+c.ID, fmt.Errorf("%s has no worked example %q", c.ID, id))
	}
	return sheet.WriteExample(a.out, c, c.Examples[i])
}

// shownParameter is a parameter of a card for machines.
type shownParameter struct {
	ID      string     `json:"id"`
	Value   float64    `json:"value"`
	Minimum float64    `json:"minimum"`
	Maximum float64    `json:"maximum"`
	Unit    string     `json:"unit"`
	Assumed bool       `json:"assumed"`
	Source  string     `json:"source"`
	Meaning codes.Text `json:"meaning"`
}

func shownParameters(c shortage.Card, declared shortage.Parameters) ([]shownParameter, error) {
	out := []shownParameter{}
	for _, id := range c.Parameters {
		q, err := declared.Find(id)
		if err != nil {
			return nil, err
		}
		out = append(out, shownParameter{q.ID, q.Value, q.Minimum, q.Maximum, q.Unit, q.Assumed, q.Source, q.Meaning})
	}
	return out, nil
}

// shownInput is an input or a value of a card for machines.
type shownInput struct {
	ID       string     `json:"id"`
	Unit     string     `json:"unit"`
	Per      string     `json:"per,omitempty"`
	Labels   []string   `json:"labels,omitempty"`
	Optional bool       `json:"optional,omitempty"`
	Meaning  codes.Text `json:"meaning"`
}

func shownInputs(all []shortage.CardInput) []shownInput {
	var out []shownInput
	for _, in := range all {
		out = append(out, shownInput{in.ID, in.Unit, in.Per, in.Labels, in.Optional, in.Meaning})
	}
	return out
}

// shownExample is a worked example for machines; a missing input is null.
type shownExample struct {
	ID        string                `json:"id"`
	Units     []string              `json:"units,omitempty"`
	In        map[string][]*float64 `json:"in"`
	Class     string                `json:"class,omitempty"`
	Want      map[string]float64    `json:"want,omitempty"`
	Rows      []shortage.ExampleRow `json:"rows,omitempty"`
	Tolerance float64               `json:"tolerance"`
	Why       string                `json:"why"`
}

func shownExamples(all []shortage.Example) []shownExample {
	var out []shownExample
	for _, e := range all {
		in := map[string][]*float64{}
		for name, col := range e.In {
			in[name] = make([]*float64, len(col))
			for i, v := range col {
				if !math.IsNaN(v) {
					in[name][i] = &v
				}
			}
		}
		out = append(out, shownExample{e.ID, e.Units, in, e.Class, e.Want, e.Rows, e.Tolerance, e.Why})
	}
	return out
}
