package shortage

import (
	"embed"
	"errors"
	"fmt"
	"slices"

	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/tomlfile"
)

//go:embed cards/*.toml
var cardFiles embed.FS

// Card is what a reader must know of a method before believing its numbers.
type Card struct {
	ID      string     `toml:"id"`
	Version int        `toml:"version"`
	Title   codes.Text `toml:"title"`
	Unit    string     `toml:"unit"` // what is diagnosed
	// CrossSection: units are rated against each other, so the inputs of one run are
	// all units, and the answer has a row for each.
	CrossSection bool `toml:"cross_section"`
	// Partial: the method rates also what lacks a required input, by its own rule.
	// Without it a missing required input is never followed by a class.
	Partial    bool        `toml:"partial"`
	Idea       codes.Text  `toml:"idea"`
	Formula    string      `toml:"formula"`
	Inputs     []CardInput `toml:"input"`
	Parameters []string    `toml:"parameters"` // ids in the catalogue, with values and sources there
	Output     codes.Text  `toml:"output"`     // scale
	Unknown    codes.Text  `toml:"unknown"`    // suppression rule: what is not rated
	Limits     codes.Text  `toml:"limits"`
	// Adaptation says what is put in the place of an input that Italian tables do not
	// hold when the method is run on the workspace; empty where nothing is.
	Adaptation codes.Text  `toml:"adaptation"`
	Source     string      `toml:"source"` // citation
	URL        string      `toml:"url"`
	Results    []CardInput `toml:"result"` // values of the answer, in the order in which they are printed
	Examples   []Example   `toml:"example"`
}

// What the values of an input belong to.
const (
	PerUnit = "unit" // one value for each unit; what an input is unless its card says otherwise
	PerItem = "item" // several values for a unit: the points of its indicators, the markets of an economy
	PerAll  = "all"  // of a cross-section: one value for all units
)

// UnitLabel is the unit of inputs that are words: Labels, or any where there are none.
const UnitLabel = "label"

// CardInput is one input column, or one value of the answer.
type CardInput struct {
	ID      string     `toml:"id"`
	Unit    string     `toml:"unit"`
	Meaning codes.Text `toml:"meaning"`
	// Per is PerUnit, PerItem or PerAll; empty is PerUnit.
	Per string `toml:"per"`
	// Labels are the words of an input of the unit label. The column holds the place
	// of the word, from 1. Without Labels any words do, and their places are those of
	// their sorted list.
	Labels []string `toml:"labels"`
	// Raises and Lowers are values of the answer that never fall
	// or rise when this input alone is raised; a test holds it on the examples.
	Raises []string `toml:"raises"`
	Lowers []string `toml:"lowers"`
	// Optional: the column may be left out.
	Optional bool `toml:"optional"`
}

// Example is a worked example: inputs and what comes out, recomputed by a test.
type Example struct {
	ID        string               `toml:"id"`    // AT-01
	Units     []string             `toml:"units"` // names of the rows of a cross-section
	In        map[string][]float64 `toml:"in"`
	Want      map[string]float64   `toml:"want"`
	Class     string               `toml:"class"`
	Rows      []ExampleRow         `toml:"row"`       // of a cross-section, as many as the example shows
	Tolerance float64              `toml:"tolerance"` // half a unit of the last printed digit
	Why       string               `toml:"why"`
}

// ExampleRow is what an example expects of one unit.
type ExampleRow struct {
	Unit  string             `toml:"unit" json:"unit"` // one of Units
	Class string             `toml:"class" json:"class,omitempty"`
	Want  map[string]float64 `toml:"want" json:"want,omitempty"`
}

// Cards are the cards of all methods, in the order of Methods.
func Cards() ([]Card, error) {
	var cards []Card
	for _, m := range Methods() {
		c, err := ReadCard(m.ID)
		if err != nil {
			return nil, err
		}
		cards = append(cards, c)
	}
	return cards, nil
}

// ReadCard is the card of one method.
func ReadCard(id string) (Card, error) {
	name := "cards/" + id + ".toml"
	data, err := cardFiles.ReadFile(name)
	if err != nil {
		return Card{}, fmt.Errorf("read card of method %s: %w", id, err)
	}
	return parseCard(name, data)
}

func parseCard(name string, data []byte) (Card, error) {
	var c Card
	if err := tomlfile.Decode(name, data, &c); err != nil {
		return Card{}, err
	}
	if err := c.check(); err != nil {
		return Card{}, fmt.Errorf("%s: %w", name, err)
	}
	for _, e := range c.Examples {
		if len(e.Units) > 0 {
			e.In[UnitColumn] = Places(e.Units)
		}
	}
	return c, nil
}

func (c Card) check() error {
	var errs []error
	need := func(ok bool, what string) {
		if !ok {
			errs = append(errs, errors.New(what))
		}
	}
	need(c.Version > 0, "version: a whole number from 1 is expected")
	need(c.Unit != "" && c.Formula != "" && c.Source != "", "unit, formula and source are required")
	for name, text := range map[string]codes.Text{"title": c.Title, "idea": c.Idea, "output": c.Output, "unknown": c.Unknown, "limits": c.Limits} {
		need(text.IsComplete(), name+": both languages are required")
	}
	need(c.Adaptation.IT == "" && c.Adaptation.EN == "" || c.Adaptation.IsComplete(), "adaptation: both languages are required, or neither")
	for _, in := range slices.Concat(c.Inputs, c.Results) {
		need(in.ID != "" && in.Unit != "" && in.Meaning.IsComplete(), "input "+in.ID+": id, unit and meaning in both languages are required")
	}
	for _, in := range c.Inputs {
		need(in.ID != UnitColumn, "input "+in.ID+": the name is kept for the names of units")
		need(slices.Contains([]string{"", PerUnit, PerItem, PerAll}, in.Per), "input "+in.ID+": per is unit, item or all")
		need(c.CrossSection || in.Per != PerAll, "input "+in.ID+": per = \"all\" is of cross-sections")
		need(!c.CrossSection || in.Per != PerItem, "input "+in.ID+": a row of a cross-section is a unit, so per = \"item\" has no rows")
		need(len(in.Labels) == 0 || in.Unit == UnitLabel, "input "+in.ID+": labels are of inputs of the unit label")
	}
	need(len(c.Inputs) > 0 && len(c.Examples) > 0, "at least one input and one worked example are required")
	for _, e := range c.Examples {
		for name := range e.In {
			known := slices.ContainsFunc(c.Inputs, func(in CardInput) bool { return in.ID == name })
			need(known, "example "+e.ID+": no input "+name)
		}
		for _, r := range e.Rows {
			need(c.CrossSection && slices.Contains(e.Units, r.Unit), "example "+e.ID+": no unit "+r.Unit)
		}
		need(e.Class != "" || len(e.Want) > 0 || len(e.Rows) > 0, "example "+e.ID+": nothing is expected")
	}
	slices.SortFunc(errs, func(a, b error) int { return compareErrors(a, b) })
	return errors.Join(errs...)
}

func compareErrors(a, b error) int {
	switch {
	case a.Error() < b.Error():
		return -1
	case a.Error() > b.Error():
		return 1
	}
	return 0
}
