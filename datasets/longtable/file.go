package longtable

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// File is a file that appears whole under its name, or not at all: it is written
// beside it and renamed by Commit.
type File struct {
	path string
	temp *os.File
	w    *bufio.Writer
	z    *gzip.Writer
	done bool
}

// Create begins a file, compressed where the name ends in .gz.
func Create(path string) (*File, error) {
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return nil, err
	}
	f := &File{path: path, temp: temp, w: bufio.NewWriterSize(temp, 1<<18)}
	if strings.HasSuffix(path, ".gz") {
		f.z = gzip.NewWriter(f.w) // without name and time: same input, same bytes
	}
	return f, nil
}

// TempPath is where the file is written before Commit.
func (f *File) TempPath() string { return f.temp.Name() }

// Write appends.
func (f *File) Write(p []byte) (int, error) {
	if f.z != nil {
		return f.z.Write(p)
	}
	return f.w.Write(p)
}

// Commit makes the file appear under its name.
func (f *File) Commit() error {
	var errs []error
	if f.z != nil {
		errs = append(errs, f.z.Close())
	}
	errs = append(errs, f.w.Flush(), f.temp.Chmod(0o644), f.temp.Sync(), f.temp.Close())
	if err := errors.Join(errs...); err != nil {
		return errors.Join(err, os.Remove(f.temp.Name()))
	}
	f.done = true
	if err := os.Rename(f.temp.Name(), f.path); err != nil {
		return errors.Join(err, os.Remove(f.temp.Name()))
	}
	return nil
}

// Abort removes what was written, if it was not committed.
func (f *File) Abort() error {
	if f.done {
		return nil
	}
	f.done = true
	return errors.Join(f.temp.Close(), os.Remove(f.temp.Name()))
}

var _ io.Writer = (*File)(nil)

// Open opens a file to be read, uncompressed where its first bytes say that it is compressed.
func Open(path string) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	raw := bufio.NewReader(f)
	if magic, _ := raw.Peek(2); !bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		return opened{raw, f}, nil
	}
	z, err := gzip.NewReader(raw)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), f.Close())
	}
	return opened{z, f}, nil
}

type opened struct {
	io.Reader
	io.Closer
}
