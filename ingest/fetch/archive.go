package fetch

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

// isZip says whether a file begins as an archive does.
func isZip(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	magic := make([]byte, 4)
	_, err = io.ReadFull(f, magic)
	return err == nil && bytes.Equal(magic, []byte("PK\x03\x04"))
}

// unzip replaces an archive by the one file it holds, at most limit bytes long:
// prepared answers come packed so.
func unzip(path string, limit int64) (size int64, err error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return 0, fmt.Errorf("unpack answer: %w", err)
	}
	defer z.Close()
	if len(z.File) != 1 || !z.File[0].Mode().IsRegular() {
		return 0, fmt.Errorf("unpack answer: the archive holds %d entries, expected one file", len(z.File))
	}
	in, err := z.File[0].Open()
	if err != nil {
		return 0, fmt.Errorf("unpack answer: %w", err)
	}
	defer in.Close()
	out, err := os.Create(path + ".unpacked")
	if err != nil {
		return 0, fmt.Errorf("unpack answer: %w", err)
	}
	size, err = io.Copy(out, io.LimitReader(in, limit+1)) // the reader checks the CRC at the end
	if err == nil && size > limit {
		err = fmt.Errorf("larger than %d bytes", limit)
	}
	if err = errors.Join(err, out.Close()); err != nil {
		return 0, errors.Join(fmt.Errorf("unpack answer: %w", err), os.Remove(path+".unpacked"))
	}
	return size, os.Rename(path+".unpacked", path)
}
