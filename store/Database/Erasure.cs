namespace Analytics.Store.Database;

/// <summary>What became of the bytes of rows that were deleted.</summary>
/// <param name="Overwritten">Whether the files of the tables hold them no more.</param>
/// <param name="Remains">Where they may still lie, each as a clause.</param>
public sealed record Erasure(bool Overwritten, IReadOnlyList<string> Remains);
