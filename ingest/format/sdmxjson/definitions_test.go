package sdmxjson

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"fabbisogno/ingest/format"

	"github.com/google/go-cmp/cmp"
)

const definitionsText = `{"meta":{"id":"x"},"data":{
  "dataflows":[{"id":"F","agencyID":"IT1","version":"1.0","structure":"urn"}],
  "codelists":[{"agencyID":"IT1","id":"CL_SEX","version":"2.1","codes":[{"id":"M"},{"id":"F","names":{"it":"x"}}]},{"id":"CL_EMPTY"}],
  "conceptSchemes":[{"id":"CS","agencyID":"SDMX","concepts":[{"id":"A"}]}],
  "dataStructures":[{"id":"D","agencyID":"IT1","dataStructureComponents":{"attributeList":{"attributes":[{"id":"S"}]},
    "dimensionList":{"id":"DL","dimensions":[{"id":"FREQ"},{"id":"SEX"}],"timeDimension":{"id":"TIME_PERIOD"}}}}],
  "contentConstraints":[{"id":"C","agencyID":"IT1","cubeRegions":[{"keyValues":[{"id":"SEX","values":["M","F"]},{"id":"FREQ","values":["Q"]}]}]}],
  "agencySchemes":[{"id":"AGENCIES","agencyID":"SDMX"}]}}`

func TestReadDefinitions(t *testing.T) {
	defs, _, err := ReadDefinitions(strings.NewReader(definitionsText))
	if err != nil {
		t.Fatal(err)
	}
	want := []format.Definition{{Kind: "Dataflow", ID: "IT1:F(1.0)"}, {Kind: "Codelist", ID: "IT1:CL_SEX(2.1)", Items: 2}, {Kind: "Codelist", ID: "CL_EMPTY(1.0)"},
		{Kind: "ConceptScheme", ID: "SDMX:CS(1.0)", Items: 1}, {Kind: "DataStructure", ID: "IT1:D(1.0)", Items: 3},
		{Kind: "ContentConstraint", ID: "IT1:C(1.0)", Items: 3}, {Kind: "AgencyScheme", ID: "SDMX:AGENCIES(1.0)"}}
	if diff := cmp.Diff(want, defs); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	const words = "1 AgencyScheme, 2 code lists with 2 codes, 1 concept scheme with 1 concept, 1 constraint with 3 codes, 1 data structure with 3 dimensions, 1 data flow"
	if got := format.CountDefinitions(defs); got != words {
		t.Errorf("in words: %s", got)
	}
}

func TestReadDefinitionsRefused(t *testing.T) {
	cases := []struct{ name, text, rule string }{
		{"nothing", `{"data":{}}`, "no-data"},
		{"cut_short", definitionsText[:200], "truncated"},
		{"key_twice", `{"data":{"codelists":[{"id":"A","id":"B"}]}}`, "duplicate-key"},
		{"without_an_id", `{"data":{"codelists":[{"agencyID":"A"}]}}`, "sdmx-structure"},
		{"list_of_texts", `{"data":{"codelists":["A"]}}`, "json"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := ReadDefinitions(strings.NewReader(c.text))
			var r *format.Refusal
			if !errors.As(err, &r) || r.Rule != c.rule || r.Hint == "" {
				t.Errorf("got %v, want a refusal by %s", err, c.rule)
			}
		})
	}
}

// TestReadDefinitionsDamaged changes bytes: nothing but a refusal or definitions may come.
func TestReadDefinitionsDamaged(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	refused := 0
	for range 2000 {
		damaged := bytes.Clone([]byte(definitionsText))
		for range 1 + rng.IntN(3) {
			damaged[rng.IntN(len(damaged))] = "{}[]\":,0x\x00\xff"[rng.IntN(11)]
		}
		_, _, err := ReadDefinitions(bytes.NewReader(damaged))
		var r *format.Refusal
		if err != nil && !errors.As(err, &r) {
			t.Fatalf("%v from %q", err, damaged)
		}
		if err != nil {
			refused++
		}
	}
	if refused == 0 || refused == 2000 {
		t.Errorf("%d of 2000 refused", refused)
	}
}
