package fetch

import (
	"time"

	"fabbisogno/datasets/catalog"
)

// Preview is what a fetch would ask for now.
type Preview struct {
	Table string   `json:"table"`
	URLs  []string `json:"urls"` // in order; the structure first, when it is not kept
	// Time is what the provider's pauses add up to; answers take their own time, and a
	// question that is too large becomes several.
	Time    time.Duration `json:"pauses_ns"`
	Resumed bool          `json:"resumed"` // downloads of an interrupted run would be used
	Ban     *Ban          `json:"ban,omitempty"`
}

// Preview says what Table would ask for, and asks nothing.
func (f *Fetcher) Preview(t catalog.Table, ask Ask) (Preview, error) {
	s := f.session(t)
	pl, resumed, err := s.openPlan(ask)
	if err != nil {
		return Preview{}, err
	}
	p := Preview{Table: t.ID, Resumed: resumed, Ban: f.Banned(t.Provider)}
	for _, part := range pl.Parts {
		if part.State == todo {
			p.URLs = append(p.URLs, part.URL)
		}
	}
	if len(p.URLs) > 0 && !s.hasStructure() {
		p.URLs = append([]string{s.address(s.provider.Service.Structure, query{Flow: s.mainFlow()})}, p.URLs...)
	}
	p.Time = s.left(len(p.URLs), 0)
	return p, nil
}

// Pauses is how long n calls to a provider wait for each other, the first for earlier runs.
func (f *Fetcher) Pauses(provider string, n int) time.Duration {
	p, ok := f.Catalog.Provider(provider)
	if !ok || n <= 0 {
		return 0
	}
	return f.memory.of(provider).wait(p.Pacing, f.Now()) + time.Duration(n-1)*step(p.Pacing)
}
