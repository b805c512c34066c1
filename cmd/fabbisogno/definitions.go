package main

import (
	"fabbisogno/ingest"
	"fabbisogno/ingest/snapshot"
)

// keptDefinitions is a structure message that is kept among the snapshots.
type keptDefinitions struct {
	File     string `json:"file"`
	SHA256   string `json:"sha256"`
	Provider string `json:"provider,omitempty"`
}

// definitions lists the structure messages that are kept, in the order of the snapshots.
func (a *app) definitions(w *workspace) ([]keptDefinitions, error) {
	store, err := snapshot.Open(w.snapshots())
	if err != nil {
		return nil, withCode(exitStorage, "", err)
	}
	entries, err := store.List()
	if err != nil {
		return nil, withCode(exitStorage, "", err)
	}
	var out []keptDefinitions
	for _, e := range entries {
		if e.Table == ingest.Definitions {
			out = append(out, keptDefinitions{e.FileName, e.SHA256, e.Provider})
		}
	}
	return out, nil
}
