using OpenCvSharp;

namespace Analytics.Tests.People.Photos;

/// <summary>A people folder that a spec fills.</summary>
internal sealed class PhotoSet : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("analytics-people-").FullName;

    /// <summary>Copies a photo of the test data.</summary>
    public PhotoSet Copy(string name, string photo)
    {
        File.Copy(TestData.Path($"photos/{photo}"), PathOf(name));
        return this;
    }

    /// <summary>Writes a picture in the format of its extension.</summary>
    public PhotoSet Write(string name, Mat picture)
    {
        Cv2.ImWrite(PathOf(name), picture);
        return this;
    }

    /// <summary>Writes bytes.</summary>
    public PhotoSet Write(string name, byte[] content)
    {
        File.WriteAllBytes(PathOf(name), content);
        return this;
    }

    /// <summary>The path of a file; its folder is made.</summary>
    public string PathOf(string name)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
