namespace Analytics.Tests.Repo;

/// <summary>The checkout that these specs were built from.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = ["bin", "obj", "artifacts", ".git", "TestResults", ".vs", ".idea"];

    /// <summary>The folder that holds Analytics.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The full path of a file.</summary>
    public static string File(string relative) => Path.Combine(Root, relative);

    /// <summary>The relative paths and texts of the files that match <paramref name="pattern"/>, build outputs left out.</summary>
    public static IEnumerable<(string Path, string Text)> Files(string pattern) =>
        Walk(Root, pattern).Select(file => (Path.GetRelativePath(Root, file), System.IO.File.ReadAllText(file)));

    private static IEnumerable<string> Walk(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern).Concat(
            Directory.EnumerateDirectories(folder).Where(child => !NotOurs.Contains(Path.GetFileName(child)))
                .SelectMany(child => Walk(child, pattern)));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Analytics.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Analytics.sln.");
    }
}
