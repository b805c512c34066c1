package cause

import (
	_ "embed"
	"fmt"
	"math"
	"strings"

	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/tomlfile"
)

//go:embed card.toml
var cardFile []byte

// Card is the card of the method, with worked examples that a test recomputes.
func Card() (shortage.Card, error) {
	var c shortage.Card
	if err := tomlfile.Decode("card.toml", cardFile, &c); err != nil {
		return shortage.Card{}, fmt.Errorf("read card of method %s: %w", ID, err)
	}
	return c, nil
}

// Run grades the causes of one shortage given in plain columns, numbers taken as
// exact: an indicator by its id, its overall value by the id and _overall. The
// class names the main causes, separated by a blank; the values are the strengths
// of all causes that have one.
func Run(in shortage.Columns, p Parameters) (shortage.Answer, error) {
	if err := Require(p); err != nil {
		return shortage.Answer{}, fmt.Errorf("run %s: %w", ID, err)
	}
	exact := func(name string) *shortage.Estimate {
		if len(in[name]) == 0 || math.IsNaN(in[name][0]) {
			return nil
		}
		v := in[name][0]
		return &shortage.Estimate{Point: v, Bounds: shortage.Exactly(v)}
	}
	signals := Signals{Shortage: shortage.Yes, Values: map[string]Signal{}, TrainingYears: exact("training_years")}
	for _, i := range Declared().Indicators {
		if v := exact(i.ID); v != nil {
			signals.Values[i.ID] = Signal{Value: *v, Reference: exact(i.ID + "_overall")}
		}
	}
	if err := signals.Check(); err != nil {
		return shortage.Answer{}, fmt.Errorf("run %s: %w", ID, err)
	}
	var mains []string
	out := shortage.Answer{Values: map[string]float64{}}
	for _, f := range Classify(signals, p).Findings {
		if f.Grade == GradeMain {
			mains = append(mains, f.Cause.ID)
		}
		if f.Strength.IsKnown() {
			out.Values[f.Cause.ID+"_strength"] = middle(f.Strength)
		}
	}
	out.Class = strings.Join(mains, " ")
	return out, nil
}

func middle(b shortage.Bounds) float64 { return (b.Lower + b.Upper) / 2 }
