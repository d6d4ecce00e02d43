// The same for tests, which all include GoogleTest as well.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cmake/precompiled/product.hpp"
