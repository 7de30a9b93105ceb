namespace Chat.Messages.Data;

/// <summary>Bytes of an upload that are stored, from <see cref="Offset"/> on. Gone when the file is ready.</summary>
sealed class UploadPart
{
    public Guid FileId { get; init; }
    public long Offset { get; init; }
    public long Length { get; init; }

    /// <summary>Another one for each try, so that two writers at one offset cannot mix their bytes.</summary>
    public required string Key { get; init; }
}
