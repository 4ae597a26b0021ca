using Analytics.Match.Index.Embedded.Kernels;
using Analytics.Match.Index.Embedded.Memory;
using Analytics.Match.Index.Embedded.Store;

namespace Analytics.Match.Index.Embedded;

/// <summary>Operations of one caller that wait to be written.</summary>
/// <param name="operations">What is to be done, all of it or nothing; at most one of them adds faces.</param>
/// <param name="codes">The codes of its rows.</param>
internal sealed class Pending(IReadOnlyList<Operation> operations, ReadOnlyMemory<byte> codes = default)
{
    /// <summary>What is to be done.</summary>
    public IReadOnlyList<Operation> Operations { get; } = operations;

    /// <summary>What is to be done; none where that is nothing.</summary>
    public static Pending? Of(IReadOnlyList<Operation> operations) => operations.Count == 0 ? null : new(operations);

    /// <summary>Their bytes on disk.</summary>
    public long Bytes => Operations.Sum(operation => operation.Header.Bytes);

    /// <summary>The codes of its rows, <see cref="FaceCode.Stride"/> bytes each.</summary>
    public ReadOnlyMemory<byte> Codes { get; } = codes;

    /// <summary>Its rows in memory, when it adds faces and was written.</summary>
    public Filled? Filled { get; set; }

    /// <summary>How many faces it changed.</summary>
    public long Result { get; set; }
}
