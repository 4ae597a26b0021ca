using OpenCvSharp;

namespace Analytics.Host.Enrol;

/// <summary>Reads photos, whatever their extension says they are.</summary>
public static class PhotoFile
{
    /// <summary>
    /// The picture as 8-bit BGR, turned as its EXIF entry asks; transparency is dropped. None when the file is not a picture.
    /// </summary>
    public static Mat? Read(string path)
    {
        var picture = Cv2.ImRead(path, ImreadModes.Color);
        if (picture.Empty())
        {
            picture.Dispose();
            return null;
        }

        return picture;
    }
}
