using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Chat.Media;
using Microsoft.Extensions.Options;

namespace Chat.Messages.Attachments.Storage;

/// <summary>A bucket of a service that speaks S3. What is written goes by way of a temporary file, as the service wants to know its length first.</summary>
sealed class S3Store : IFileStore, IDisposable
{
    const int KeysAtOnce = 1000;

    readonly AmazonS3Client _s3;
    readonly string _bucket;

    public S3Store(IOptions<FilesOptions> options)
    {
        var s3 = options.Value.S3;
        var config = new AmazonS3Config
        {
            ForcePathStyle = s3.PathStyle,
            AuthenticationRegion = s3.Region,
            // Checks that not every such service knows; TLS and the signature cover the content.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (string.IsNullOrEmpty(s3.Endpoint)) config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(s3.Region);
        else config.ServiceURL = s3.Endpoint;
        _bucket = s3.Bucket;
        _s3 = string.IsNullOrEmpty(s3.AccessKey)
            ? new AmazonS3Client(config)
            : new AmazonS3Client(new BasicAWSCredentials(s3.AccessKey, s3.SecretKey), config);
    }

    public async Task<long> WriteAsync(string key, Stream content, CancellationToken cancel)
    {
        await using var spool = TemporaryFile.Create();
        await content.CopyToAsync(spool, cancel);
        spool.Position = 0;
        await _s3.PutObjectAsync(
            new PutObjectRequest { BucketName = _bucket, Key = key, InputStream = spool, AutoCloseStream = false, UseChunkEncoding = false }, cancel);
        return spool.Length;
    }

    public async Task<Stream> ReadAsync(string key, long offset, CancellationToken cancel)
    {
        try
        {
            var request = new GetObjectRequest { BucketName = _bucket, Key = key };
            if (offset > 0) request.ByteRange = new ByteRange($"bytes={offset}-");
            var reply = await _s3.GetObjectAsync(request, cancel);
            return reply.ResponseStream;
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.NotFound)
        {
            throw new FileNotFoundException(null, key, e);
        }
    }

    public async Task<IReadOnlyList<string>> ListAsync(Guid file, CancellationToken cancel)
    {
        var keys = new List<string>();
        var request = new ListObjectsV2Request { BucketName = _bucket, Prefix = $"{file}/" };
        ListObjectsV2Response page;
        do
        {
            page = await _s3.ListObjectsV2Async(request, cancel);
            keys.AddRange((page.S3Objects ?? []).Select(found => found.Key));
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated is true);
        return keys;
    }

    public async Task DeleteAsync(IReadOnlyCollection<string> keys, CancellationToken cancel)
    {
        foreach (var some in keys.Chunk(KeysAtOnce))
        {
            await _s3.DeleteObjectsAsync(
                new DeleteObjectsRequest { BucketName = _bucket, Objects = [.. some.Select(key => new KeyVersion { Key = key })], Quiet = true }, cancel);
        }
    }

    public void Dispose() => _s3.Dispose();
}
