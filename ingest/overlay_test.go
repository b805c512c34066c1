package ingest

import (
	"os"
	"sync"
	"testing"

	"fabbisogno/datasets/catalog"
)

// overlayFolder declares tables for recorded files outside the labour market:
// exchange rates, government debt, samples of the standards. They prove that the
// readers read them and would only stand in the way of an analyst.
const overlayFolder = "testdata/overlay"

// loadOverlay reads the embedded catalogue and the overlay, as a workspace's own tables are.
var loadOverlay = sync.OnceValues(func() (*catalog.Catalog, error) {
	return catalog.LoadWith(catalog.Overlay{Name: overlayFolder, FS: os.DirFS(overlayFolder)})
})

// overlayIngester is newIngester with the tables of the overlay.
func overlayIngester(t testing.TB, db Warehouse) *Ingester {
	t.Helper()
	c, err := loadOverlay()
	if err != nil {
		t.Fatal(err)
	}
	g := newIngester(t, db)
	g.Catalog = c
	return g
}
