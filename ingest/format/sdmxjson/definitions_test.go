package sdmxjson

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/sdmx"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
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
	defs, all, err := ReadDefinitions(strings.NewReader(definitionsText))
	if err != nil {
		t.Fatal(err)
	}
	want := []format.Definition{{Kind: "Dataflow", ID: "IT1:F(1.0)"}, {Kind: "Codelist", ID: "IT1:CL_SEX(2.1)", Items: 2}, {Kind: "Codelist", ID: "CL_EMPTY(1.0)"},
		{Kind: "ConceptScheme", ID: "SDMX:CS(1.0)", Items: 1}, {Kind: "DataStructure", ID: "IT1:D(1.0)", Items: 3},
		{Kind: "ContentConstraint", ID: "IT1:C(1.0)", Items: 3}, {Kind: "AgencyScheme", ID: "SDMX:AGENCIES(1.0)"}}
	if diff := cmp.Diff(want, defs); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(all.CodeLists) != 2 || len(all.CodeLists[0].Codes) != 2 || all.CodeLists[0].Codes[1].Labels["it"] != "x" || all.Structures[0].Time != "TIME_PERIOD" {
		t.Errorf("kept: %+v", all)
	}
	const words = "1 AgencyScheme, 2 code lists with 2 codes, 1 concept scheme with 1 concept, 1 constraint with 3 codes, 1 data structure with 3 dimensions, 1 data flow"
	if got := format.CountDefinitions(defs); got != words {
		t.Errorf("in words: %s", got)
	}
}

// TestDefinitionsContent reads all that is made use of, with members in an unusual order.
func TestDefinitionsContent(t *testing.T) {
	const urn = "urn:sdmx:org.sdmx.infomodel."
	_, got, err := ReadDefinitions(strings.NewReader(`{"data":{
	  "codelists":[{"names":{"it":"Sesso","en":"Sex"},"isPartial":true,"codes":[{"names":{"en":"male"},"parent":"T","id":"M"},{"id":"T"}],"id":"CL_SEX","agencyID":"IT1"}],
	  "conceptSchemes":[{"id":"CS","agencyID":"IT1","concepts":[{"id":"SEX","coreRepresentation":{"enumeration":"` + urn + `codelist.Codelist=IT1:CL_SEX(1.0)"}}]}],
	  "dataStructures":[{"agencyID":"IT1","id":"D","version":"2.0","dataStructureComponents":{"dimensionList":{"dimensions":[
	    {"position":2,"id":"SEX","conceptIdentity":"` + urn + `conceptscheme.Concept=IT1:CS(1.0).SEX"},
	    {"localRepresentation":{"enumeration":"` + urn + `codelist.Codelist=SDMX:CL_FREQ(2.0)"},"id":"FREQ","position":1}],
	    "timeDimensions":[{"id":"TIME_PERIOD"}]},"attributeList":{"attributes":[{"id":"OBS_STATUS","assignmentStatus":"Mandatory"}]},"measureList":{"primaryMeasure":{"id":"OBS_VALUE"}}}}],
	  "contentConstraints":[{"type":"Actual","id":"C","agencyID":"IT1","constraintAttachment":{"dataflows":["` + urn + `datastructure.Dataflow=IT1:F(1.0)"]},
	    "cubeRegions":[{"isIncluded":true,"keyValues":[{"values":["M",{"value":"F"}],"id":"SEX"}]},{"isIncluded":false,"keyValues":[{"id":"SEX","values":["T"]}]}]}]},
	  "meta":{"prepared":"2026-08-11T21:17:22+02:00"}}`))
	if err != nil {
		t.Fatal(err)
	}
	want := &sdmx.Definitions{
		Prepared: "2026-08-11T19:17:22.000000",
		CodeLists: []sdmx.CodeList{{Name: sdmx.Name{Agency: "IT1", ID: "CL_SEX", Version: "1.0", Labels: sdmx.Labels{"it": "Sesso", "en": "Sex"}}, IsPartial: true,
			Codes: []sdmx.Code{{ID: "M", Parent: "T", Labels: sdmx.Labels{"en": "male"}}, {ID: "T"}}}},
		Schemes: []sdmx.ConceptScheme{{Name: sdmx.Name{Agency: "IT1", ID: "CS", Version: "1.0"}, Concepts: []sdmx.Concept{{ID: "SEX", List: "IT1:CL_SEX(1.0)"}}}},
		Structures: []sdmx.Structure{{Name: sdmx.Name{Agency: "IT1", ID: "D", Version: "2.0"}, Time: "TIME_PERIOD",
			Dimensions: []sdmx.Component{{ID: "FREQ", List: "SDMX:CL_FREQ(2.0)"}, {ID: "SEX", Scheme: "IT1:CS(1.0)", Concept: "SEX"}},
			Measures:   []sdmx.Component{{ID: "OBS_VALUE"}}, Attributes: []sdmx.Component{{ID: "OBS_STATUS", IsMandatory: true}}}},
		Constraints: []sdmx.Constraint{{Name: sdmx.Name{Agency: "IT1", ID: "C", Version: "1.0"}, IsActual: true, For: []string{"IT1:F(1.0)"}, Observations: -1,
			Regions: []sdmx.Region{{Keys: []sdmx.RegionKey{{ID: "SEX", Codes: []string{"M", "F"}}}}, {IsExcluded: true, Keys: []sdmx.RegionKey{{ID: "SEX", Codes: []string{"T"}}}}}}},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
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
