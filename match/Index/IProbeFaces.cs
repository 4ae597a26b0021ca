using Analytics.Contracts;

namespace Analytics.Match.Index;

/// <summary>An index that hands out what it holds, to be measured with; templates stay in this process.</summary>
public interface IProbeFaces
{
    /// <summary>The templates of these faces, in any order; those that are not there are left out.</summary>
    ValueTask<IndexAnswer<IReadOnlyList<Template>>> FetchAsync(IReadOnlyList<FaceId> faces, CancellationToken cancellationToken);
}
