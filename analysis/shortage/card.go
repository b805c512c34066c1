package shortage

import (
	"embed"
	"errors"
	"fmt"
	"math"
	"slices"

	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/tomlfile"
)

//go:embed cards/*.toml
var cardFiles embed.FS

// Card is what a reader must know of a method before believing its numbers.
type Card struct {
	ID         string      `toml:"id"`
	Version    int         `toml:"version"`
	Title      codes.Text  `toml:"title"`
	Unit       string      `toml:"unit"` // what is diagnosed
	Idea       codes.Text  `toml:"idea"`
	Formula    string      `toml:"formula"`
	Inputs     []CardInput `toml:"input"`
	Parameters []string    `toml:"parameters"` // ids in the catalogue, with values and sources there
	Output     codes.Text  `toml:"output"`     // scale
	Unknown    codes.Text  `toml:"unknown"`    // suppression rule: what is not rated
	Limits     codes.Text  `toml:"limits"`
	Source     string      `toml:"source"` // citation
	URL        string      `toml:"url"`
	Examples   []Example   `toml:"example"`
}

// CardInput is one input column.
type CardInput struct {
	ID      string     `toml:"id"`
	Unit    string     `toml:"unit"`
	Meaning codes.Text `toml:"meaning"`
	// Optional: the column may be left out.
	Optional bool `toml:"optional"`
}

// Example is a worked example: inputs and what comes out, recomputed by a test.
type Example struct {
	ID        string               `toml:"id"` // AT-01
	In        map[string][]float64 `toml:"in"`
	Want      map[string]float64   `toml:"want"`
	Class     string               `toml:"class"`
	Tolerance float64              `toml:"tolerance"` // half a unit of the last printed digit
	Why       string               `toml:"why"`
}

// Cards are the cards of all methods, in the order of Methods.
func Cards() ([]Card, error) {
	var cards []Card
	for _, m := range Methods() {
		c, err := readCard(m.ID)
		if err != nil {
			return nil, err
		}
		cards = append(cards, c)
	}
	return cards, nil
}

func readCard(id string) (Card, error) {
	name := "cards/" + id + ".toml"
	data, err := cardFiles.ReadFile(name)
	if err != nil {
		return Card{}, fmt.Errorf("read card of method %s: %w", id, err)
	}
	var c Card
	if err := tomlfile.Decode(name, data, &c); err != nil {
		return Card{}, err
	}
	if err := c.check(); err != nil {
		return Card{}, fmt.Errorf("%s: %w", name, err)
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
	for _, in := range c.Inputs {
		need(in.ID != "" && in.Unit != "" && in.Meaning.IsComplete(), "input "+in.ID+": id, unit and meaning in both languages are required")
	}
	need(len(c.Inputs) > 0 && len(c.Examples) > 0, "at least one input and one worked example are required")
	for _, e := range c.Examples {
		for name := range e.In {
			known := slices.ContainsFunc(c.Inputs, func(in CardInput) bool { return in.ID == name })
			need(known, "example "+e.ID+": no input "+name)
		}
		need(e.Class != "" || len(e.Want) > 0, "example "+e.ID+": nothing is expected")
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

// Columns are the inputs of a method by name; NaN is missing.
type Columns map[string][]float64

// one is the single value of a column; NaN when the column is absent or empty.
func (c Columns) one(name string) float64 {
	if len(c[name]) == 0 {
		return math.NaN()
	}
	return c[name][0]
}

// Answer is what a method says: a class, where it has classes, and values by name.
type Answer struct {
	Class  string
	Values map[string]float64
}

// ErrSuppressed is returned when a method's own rule forbids an answer.
var ErrSuppressed = errors.New("suppressed by the method's own rule")
