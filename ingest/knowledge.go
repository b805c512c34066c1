package ingest

import (
	"sync"

	"fabbisogno/datasets/catalog"
	"fabbisogno/ingest/structure"
)

// digestEnding ends the name of the digest of a structure message, which is kept
// beside its bytes.
const digestEnding = ".structure"

// knowledge is what files are read by, beside catalogue and code lists: it changes
// when a structure message comes in.
type knowledge struct {
	digests []string // paths
	recipes map[string]string
}

// known holds the knowledge until it changes.
type known struct {
	mu  sync.Mutex
	now *knowledge
}

// know gives what is known now. A file is read and noted by one knowledge, so the
// caller asks once for it.
func (g *Ingester) know() (*knowledge, error) {
	g.known.mu.Lock()
	defer g.known.mu.Unlock()
	if g.known.now != nil {
		return g.known.now, nil
	}
	k := &knowledge{}
	var err error
	if k.digests, err = g.Store.Beside(digestEnding); err != nil {
		return nil, err
	}
	library, err := structure.Open(k.digests)
	if err != nil {
		return nil, err
	}
	if k.recipes, err = g.allRecipes(library); err != nil {
		return nil, err
	}
	g.known.now = k
	return k, nil
}

// learn forgets what was known, because a structure message came in.
func (g *Ingester) learn() {
	g.known.mu.Lock()
	defer g.known.mu.Unlock()
	g.known.now = nil
}

func agencyOf(c *catalog.Catalog, t catalog.Table) string {
	p, _ := c.Provider(t.Provider)
	return p.Agency
}
