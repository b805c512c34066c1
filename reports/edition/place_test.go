package edition

import (
	"testing"

	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/reports/locale"
)

// Every territory with a report of its own stands in its title as it is said aloud.
func TestInPlace(t *testing.T) {
	list, err := codes.Load()
	if err != nil {
		t.Fatal(err)
	}
	unlike := map[string]Text{
		"ITC2": {IT: "in Valle d'Aosta/Vallée d'Aoste", EN: "in the Aosta Valley"},
		"ITH1": {IT: "nella Provincia autonoma di Bolzano/Bozen", EN: "in the Autonomous Province of Bolzano"},
		"ITH2": {IT: "nella Provincia autonoma di Trento", EN: "in the Autonomous Province of Trento"},
		"ITI3": {IT: "nelle Marche", EN: "in Marche"},
		"ITI4": {IT: "nel Lazio", EN: "in Lazio"},
	}
	places := append(list.Regions(), series.Code{List: "nuts2021", Value: "IT"})
	if len(places) != 23 {
		t.Fatalf("%d places", len(places))
	}
	for _, c := range places {
		code := c.Value
		name := Text{IT: list.Label(c, "it"), EN: list.Label(c, "en")}
		want, ok := unlike[code]
		if !ok {
			want = Text{IT: "in " + name.IT, EN: "in " + name.EN}
		}
		if got := locale.InPlace(name); got != want {
			t.Errorf("%s: %q, %q; want %q, %q", code, got.IT, got.EN, want.IT, want.EN)
		}
	}
}
