package file

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"os"
	"path"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// bucket keeps blobs as objects PREFIX/ab/abcd….
type bucket struct {
	client *minio.Client
	name   string
	prefix string
}

func openBucket(ctx context.Context, u *url.URL) (*bucket, error) {
	secret, _ := u.User.Password()
	name, prefix, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	if u.Host == "" || name == "" {
		return nil, fault.New(fault.Invalid, "file.url.wrong", nil)
	}
	client, err := minio.New(u.Host, &minio.Options{
		Creds:  credentials.NewStaticV4(u.User.Username(), secret, ""),
		Secure: u.Query().Get("insecure") != "1",
		Region: u.Query().Get("region"),
	})
	if err != nil {
		return nil, fault.New(fault.Invalid, "file.url.wrong", nil)
	}
	b := &bucket{client, name, prefix}
	there, err := client.BucketExists(ctx, name)
	if err != nil {
		return nil, b.wrong(err, "")
	}
	if !there {
		return nil, fault.New(fault.Unavailable, "file.bucket.missing", fault.Args{"bucket": name})
	}
	return b, nil
}

func (b *bucket) key(hash string) string { return path.Join(b.prefix, hash[:2], hash) }

// wrong gives a server's error its kind; a hash makes "no such key" a missing
// blob.
func (b *bucket) wrong(err error, hash string) error {
	if hash != "" && minio.ToErrorResponse(err).StatusCode == http.StatusNotFound {
		return missing(hash)
	}
	return fault.Wrap(fault.Unavailable, err, "file.bucket.failed", fault.Args{"bucket": b.name})
}

func (b *bucket) put(ctx context.Context, blob Blob, from *os.File) error {
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return fault.Wrap(fault.Unavailable, err, "file.disk.failed", nil)
	}
	_, err := b.client.PutObject(ctx, b.name, b.key(blob.Hash), from, blob.Size, minio.PutObjectOptions{
		ContentType: "application/octet-stream", SendContentMd5: true,
	})
	if err != nil {
		return b.wrong(err, "")
	}
	return nil
}

func (b *bucket) open(ctx context.Context, hash string) (io.ReadCloser, int64, error) {
	o, err := b.client.GetObject(ctx, b.name, b.key(hash), minio.GetObjectOptions{})
	if err != nil {
		return nil, 0, b.wrong(err, hash)
	}
	info, err := o.Stat()
	if err != nil {
		o.Close()
		return nil, 0, b.wrong(err, hash)
	}
	return o, info.Size, nil
}

func (b *bucket) size(ctx context.Context, hash string) (int64, error) {
	info, err := b.client.StatObject(ctx, b.name, b.key(hash), minio.StatObjectOptions{})
	if err != nil {
		return 0, b.wrong(err, hash)
	}
	return info.Size, nil
}

func (b *bucket) walk(ctx context.Context, visit func(Blob) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the listing when visit does not go on
	prefix := ""
	if b.prefix != "" {
		prefix = b.prefix + "/"
	}
	for o := range b.client.ListObjects(ctx, b.name, minio.ListObjectsOptions{Prefix: prefix, Recursive: true}) {
		if o.Err != nil {
			return b.wrong(o.Err, "")
		}
		name := path.Base(o.Key)
		if !valid(name) || b.key(name) != o.Key {
			continue
		}
		if err := visit(Blob{name, o.Size, o.LastModified}); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (b *bucket) remove(ctx context.Context, hash string) error {
	if err := b.client.RemoveObject(ctx, b.name, b.key(hash), minio.RemoveObjectOptions{}); err != nil {
		if err := b.wrong(err, hash); fault.KindOf(err) != fault.Missing {
			return err
		}
	}
	return nil
}

// touch puts the same bytes again: a server keeps no other time than that.
func (b *bucket) touch(ctx context.Context, blob Blob, from *os.File) error {
	return b.put(ctx, blob, from)
}

func (b *bucket) removeOld(ctx context.Context, hash string, before time.Time) (bool, error) {
	info, err := b.client.StatObject(ctx, b.name, b.key(hash), minio.StatObjectOptions{})
	if err != nil {
		if err := b.wrong(err, hash); fault.KindOf(err) != fault.Missing {
			return false, err
		}
		return false, nil
	}
	if !info.LastModified.Before(before) {
		return false, nil
	}
	return true, b.remove(ctx, hash)
}

func (b *bucket) close() error { return nil }
