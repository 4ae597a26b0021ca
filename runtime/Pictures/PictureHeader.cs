using OpenCvSharp;

namespace Analytics.Runtime.Pictures;

/// <summary>What a picture says of itself before anything of it is decoded.</summary>
/// <param name="Size">Pixels across and down as they are stored, before any turn.</param>
/// <param name="Orientation">How it is to be turned, 1 to 8 (TIFF 6.0, tag 274).</param>
/// <param name="Fault">Why it cannot be read, as a clause; none where it can.</param>
internal readonly record struct PictureHeader(Size Size, int Orientation, string? Fault)
{
    /// <summary>Why a file is refused whose parts do not fit together or whose end is missing.</summary>
    public const string Damaged = "the file is damaged or cut off: copy it again, or save it again as JPEG";

    /// <summary>One that cannot be read.</summary>
    public static PictureHeader Refused(string fault) => new(default, 1, fault);

    /// <summary>Reads the header of a JPEG, PNG or WebP from the bytes alone, and checks that the file is complete.</summary>
    public static PictureHeader Read(ReadOnlySpan<byte> bytes) => PictureKind.Of(bytes) switch
    {
        PictureKind.Jpeg => JpegHeader.Read(bytes),
        PictureKind.Png => PngHeader.Read(bytes),
        PictureKind.WebP => WebPHeader.Read(bytes),
        { } other => Refused(PictureKind.FaultOf(other)),
        null => Refused(PictureKind.NoPicture),
    };
}
