namespace Analytics.Tests;

/// <summary>A folder that is gone when the tests are done.</summary>
public sealed class FolderFixture : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("analytics-tests-").FullName;

    /// <summary>A new folder inside.</summary>
    public string Create(string name) => Directory.CreateDirectory(Path.Combine(_root, name)).FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_root, recursive: true);
}
