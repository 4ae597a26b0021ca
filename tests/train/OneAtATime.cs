using Xunit.Sdk;
using Xunit.v3;

// All threads draw from one generator of random numbers: a spec that seeds it must be alone.
[assembly: Parallelization(Mode = ParallelMode.None)]
