package chapter

import "sync"

// kept holds what was read, by key: each is read once, and who asks meanwhile
// waits. Its zero value is empty. What it gives is not to be changed.
type kept[K comparable, V any] struct {
	mu  sync.Mutex
	all map[K]*reading[V]
}

// reading is one thing that is read once.
type reading[V any] struct {
	once  sync.Once
	value V
	err   error
}

// get is what is kept under a key, or what read gives. An error is kept too: the
// site that it belongs to is not built.
func (k *kept[K, V]) get(key K, read func() (V, error)) (V, error) {
	k.mu.Lock()
	r, ok := k.all[key]
	if !ok {
		if k.all == nil {
			k.all = map[K]*reading[V]{}
		}
		r = &reading[V]{}
		k.all[key] = r
	}
	k.mu.Unlock()
	r.once.Do(func() { r.value, r.err = read() })
	return r.value, r.err
}
